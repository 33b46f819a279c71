package io.aether.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Checks that the code in the documentation is compiled code. The comment before a block names its
/// source: a file, or a region of a file, which is shown with the imports that it uses.
///
/// `-Daether.snippets=write` writes the sources into the pages instead of comparing them.
class SnippetsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final boolean WRITES = "write".equals(System.getProperty("aether.snippets"));
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:<!-- (\\S+?)(?:#(\\S+))? -->\\n)?```(java|xml)\\n(.*?)```(?=\\n|$)", Pattern.DOTALL);
  private static final Pattern IMPORT = Pattern.compile("import (?:static )?[\\w.]+\\.(\\w+);");

  @Test
  void everyBlockIsWhatItsSourceSays() throws IOException {
    int blocks = 0;
    for (Path page : pages()) {
      String text = Files.readString(page);
      Matcher block = BLOCK.matcher(text);
      StringBuilder written = new StringBuilder();
      while (block.find()) {
        blocks++;
        String source = source(page, block.group(1), block.group(2));
        if (WRITES) {
          int start = block.start(4) - block.start();
          String changed = block.group().substring(0, start) + source + "```";
          block.appendReplacement(written, Matcher.quoteReplacement(changed));
        } else {
          assertThat(block.group(4))
              .as("%s: the block taken from %s#%s", page, block.group(1), block.group(2))
              .isEqualTo(source);
        }
      }
      if (WRITES) {
        Files.writeString(page, block.appendTail(written));
      }
    }
    assertThat(blocks).isGreaterThanOrEqualTo(30);
  }

  private static String source(Path page, @Nullable String file, @Nullable String region)
      throws IOException {
    assertThat(file).as("%s: a block without <!-- file#region --> before it", page).isNotNull();
    Path source = ROOT.resolve(file);
    return region == null ? Files.readString(source) : region(source, region);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> guide = Files.walk(ROOT.resolve("docs/guide"))) {
      guide.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /// {@return the lines of a region without the indentation they share, after the imports of their
  /// file that they use}
  private static String region(Path source, String name) throws IOException {
    List<String> all = Files.readAllLines(source);
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : all) {
      if (line.strip().equals("// @start region=\"" + name + "\"")) {
        inside = true;
      } else if (inside && line.strip().equals("// @end")) {
        String region = String.join("\n", lines).stripTrailing().stripIndent().strip();
        return imports(all, region) + region + "\n";
      } else if (inside) {
        lines.add(line);
      }
    }
    throw new AssertionError("No region '" + name + "' in " + source);
  }

  private static String imports(List<String> lines, String region) {
    StringBuilder used = new StringBuilder();
    for (String line : lines) {
      Matcher imported = IMPORT.matcher(line);
      if (imported.matches()
          && Pattern.compile("(?<![\\w.])" + imported.group(1) + "\\b").matcher(region).find()) {
        used.append(line).append('\n');
      }
    }
    return used.isEmpty() ? "" : used.append('\n').toString();
  }
}
