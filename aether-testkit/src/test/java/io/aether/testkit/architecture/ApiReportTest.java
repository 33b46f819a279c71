package io.aether.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import japicmp.cmp.JApiCmpArchive;
import japicmp.cmp.JarArchiveComparator;
import japicmp.cmp.JarArchiveComparatorOptions;
import japicmp.config.Options;
import japicmp.model.AccessModifier;
import japicmp.output.stdout.StdoutOutputGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A change of the API is a decision: the API of each module, as japicmp lists it, equals the
/// accepted report in `docs/api`. `-Daether.api=accept` writes the reports.
class ApiReportTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final boolean ACCEPTS = "accept".equals(System.getProperty("aether.api"));

  /// Parts of japicmp's list that say nothing about an API that is listed as a whole.
  private static final Pattern NOISE =
      Pattern.compile(
          "(?m)^\\s*\\+\\+\\+  (CLASS FILE FORMAT VERSION|NEW SUPERCLASS: java\\.lang\\.Object$).*\\n"
              + "|\\+\\+\\+ +|NEW |\\(\\+\\)|  \\(not serializable\\)");

  @ParameterizedTest
  @ValueSource(strings = {"actor", "nats", "persistence", "cluster", "testkit"})
  void theApiOfAModuleIsTheAcceptedOne(String module) throws IOException {
    Path accepted = ROOT.resolve("docs/api/aether-%s.txt".formatted(module));
    String report = report(ROOT.resolve("aether-%s/target/classes".formatted(module)));
    if (ACCEPTS) {
      Files.createDirectories(accepted.getParent());
      Files.writeString(accepted, report);
    }

    assertThat(report.lines().toList())
        .as("the API of %s; ./mvnw verify -Daether.api=accept accepts a change", module)
        .isEqualTo(Files.readAllLines(accepted));
  }

  /// The list of what is new in comparison with nothing.
  private static String report(Path classes) throws IOException {
    var settings = new JarArchiveComparatorOptions();
    settings.setAccessModifier(AccessModifier.PROTECTED);
    settings.setNoAnnotations(true);
    settings.getIgnoreMissingClasses().setIgnoreAllMissingClasses(true);
    var types =
        new JarArchiveComparator(settings)
            .compare(
                new JApiCmpArchive(archive(classes, Set.of()), "nothing", ""),
                new JApiCmpArchive(archive(classes, exported(classes)), "module", ""));
    Options options = Options.newDefault();
    options.setAccessModifier(AccessModifier.PROTECTED);
    options.setIgnoreMissingClasses(true);
    String list = new StdoutOutputGenerator(options, types).generate();
    return list.lines()
            .skip(list.lines().takeWhile(line -> !line.startsWith("+++")).count())
            .collect(Collectors.joining("\n"))
            .transform(lines -> NOISE.matcher(lines + "\n").replaceAll(""))
            .replace("\t", "  ")
            .stripTrailing()
        + "\n";
  }

  private static Set<String> exported(Path classes) {
    return ModuleFinder.of(classes).findAll().stream()
        .flatMap(module -> module.descriptor().exports().stream())
        .filter(export -> !export.isQualified())
        .map(ModuleDescriptor.Exports::source)
        .collect(Collectors.toSet());
  }

  private static byte[] archive(Path classes, Set<String> packages) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(file -> file.toString().endsWith(".class")).sorted().toList();
    }
    var bytes = new ByteArrayOutputStream();
    try (var archive = new ZipOutputStream(bytes)) {
      archive.putNextEntry(new ZipEntry("META-INF/"));
      for (Path file : files) {
        Path name = classes.relativize(file);
        if (name.getParent() != null
            && packages.contains(name.getParent().toString().replace('/', '.'))) {
          archive.putNextEntry(new ZipEntry(name.toString()));
          archive.write(Files.readAllBytes(file));
        }
      }
    }
    return bytes.toByteArray();
  }
}
