package io.aether.testkit.nats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// One source of binary packages for apt, read from either format of apt's configuration
/// (`sources.list(5)`). Options such as `trusted=yes` are dropped on purpose.
record AptSource(String uri, List<String> suites, List<String> components) {

  /// Reads `sources.list` and `sources.list.d` in `etc`, usually `/etc/apt`.
  static List<AptSource> readAll(Path etc) throws IOException {
    var sources = new ArrayList<AptSource>();
    var main = etc.resolve("sources.list");
    if (Files.isRegularFile(main)) {
      sources.addAll(parseLines(Files.readAllLines(main)));
    }
    for (var file : parts(etc.resolve("sources.list.d"))) {
      var lines = Files.readAllLines(file);
      sources.addAll(
          file.toString().endsWith(".list") ? parseLines(lines) : parseParagraphs(lines));
    }
    return sources;
  }

  /// Parses the one-line format: `deb [options] uri suite component...`.
  static List<AptSource> parseLines(List<String> lines) {
    var sources = new ArrayList<AptSource>();
    for (var line : lines) {
      var words = words(line.replaceFirst("#.*", "").replaceFirst("\\[[^\\]]*\\]", " "));
      if (words.size() >= 4 && words.getFirst().equals("deb")) {
        sources.add(
            new AptSource(
                words.get(1), List.of(words.get(2)), List.copyOf(words.subList(3, words.size()))));
      }
    }
    return sources;
  }

  /// Parses the paragraph format, one paragraph for each source: `Types:`, `URIs:`, `Suites:`,
  /// `Components:`.
  static List<AptSource> parseParagraphs(List<String> lines) {
    var sources = new ArrayList<AptSource>();
    var fields = new HashMap<String, String>();
    var field = "";
    for (var line : lines) {
      if (line.isBlank()) {
        sources.addAll(fromFields(fields));
        fields.clear();
      } else if (line.startsWith(" ") || line.startsWith("\t")) {
        fields.merge(field, line, String::concat);
      } else if (!line.startsWith("#") && line.contains(":")) {
        field = line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
        fields.put(field, line.substring(line.indexOf(':') + 1));
      }
    }
    sources.addAll(fromFields(fields));
    return sources;
  }

  /// {@return whether this may be a mirror of a whole distribution, not an archive of security
  /// fixes only}
  boolean isMainArchive() {
    return components.contains("main")
        && !uri.startsWith("cdrom:")
        && suites.stream().anyMatch(s -> !s.endsWith("-security") && !s.contains("/"));
  }

  private static List<AptSource> fromFields(Map<String, String> fields) {
    var enabled = fields.getOrDefault("enabled", "yes").strip().toLowerCase(Locale.ROOT);
    if (!words(fields.getOrDefault("types", "")).contains("deb")
        || List.of("no", "false", "0", "off", "without", "disable").contains(enabled)) {
      return List.of();
    }
    var suites = words(fields.getOrDefault("suites", ""));
    var components = words(fields.getOrDefault("components", ""));
    return words(fields.getOrDefault("uris", "")).stream()
        .map(uri -> new AptSource(uri, suites, components))
        .toList();
  }

  private static List<Path> parts(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".list") || f.toString().endsWith(".sources"))
          .sorted()
          .toList();
    }
  }

  private static List<String> words(String text) {
    return Stream.of(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
