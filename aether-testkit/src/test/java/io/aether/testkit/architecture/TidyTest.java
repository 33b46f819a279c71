package io.aether.testkit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Rules for the sources that no compiler checks: sizes, package descriptions, leftovers, dead
/// links, prose.
class TidyTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS = Set.of("target", ".git", ".idea", ".vscode");
  private static final Pattern TEXT =
      Pattern.compile(".*\\.(java|md|xml|sh|yml|properties)|mvnw|run|full");

  private static final int MAX_LINES = 600;
  private static final int LINES_WITHOUT_A_REASON = 400;
  private static final int MAX_COLUMNS = 120;

  /// Split so that this file does not contain the words.
  private static final Pattern LEFTOVER = Pattern.compile("\\b(FIX" + "ME|TO" + "DO|X" + "XX)\\b");

  private static final Pattern MACHINE_PATH =
      Pattern.compile("(?<![\\w.~$}*/-])/(home|root|tmp|work|Users)" + "/\\w");

  private static final Pattern REASON_OF_LENGTH =
      Pattern.compile("^///.*\\b[Ll]onger than most\\b");

  private static final Pattern LINK = Pattern.compile("\\]\\((?!\\w+:|#)([^)#\\s]+)");

  @Test
  void theWholeTreeIsSeen() throws IOException {
    assertThat(ROOT.resolve("mvnw")).exists();
    for (var module : List.of("actor", "nats", "persistence", "cluster", "testkit")) {
      var sources = ROOT.resolve("aether-" + module + "/src/main/java");
      assertThat(javaFiles()).as(module).anyMatch(file -> file.startsWith(sources));
    }
  }

  @Test
  void noJavaFileIsLongerThan600Lines() throws IOException {
    var tooLong = new ArrayList<String>();
    for (var file : javaFiles()) {
      var size = lines(file).size();
      if (size > MAX_LINES) {
        tooLong.add("%s: %d lines".formatted(ROOT.relativize(file), size));
      }
    }

    assertThat(tooLong).isEmpty();
  }

  @Test
  void aJavaFileOfMoreThan400LinesSaysWhy() throws IOException {
    var unexplained = new ArrayList<Path>();
    for (var file : javaFiles()) {
      var lines = lines(file);
      if (lines.size() > LINES_WITHOUT_A_REASON
          && lines.stream().noneMatch(REASON_OF_LENGTH.asPredicate())) {
        unexplained.add(ROOT.relativize(file));
      }
    }

    assertThat(unexplained).isEmpty();
  }

  @Test
  void noJavaLineIsLongerThan120Characters() throws IOException {
    assertThat(linesOf(javaFiles(), line -> line.length() > MAX_COLUMNS)).isEmpty();
  }

  @Test
  void nothingIsLeftForLater() throws IOException {
    assertThat(linesOf(texts(), LEFTOVER.asPredicate())).isEmpty();
  }

  @Test
  void noFileKnowsThePathsOfOneMachine() throws IOException {
    assertThat(linesOf(texts(), MACHINE_PATH.asPredicate())).isEmpty();
  }

  @Test
  void sourcesImportTheNatsClientOnlyInPackagesNamedNats() throws IOException {
    var importing = new ArrayList<Path>();
    for (var file : javaFiles()) {
      var isMain = file.toString().contains("/src/main/java/io/");
      if (isMain && lines(file).stream().anyMatch(line -> line.startsWith("import io.nats."))) {
        importing.add(ROOT.relativize(file.getParent()));
      }
    }

    assertThat(importing).isNotEmpty().allMatch(folder -> folder.endsWith("nats"));
  }

  /// Everything that an application opens takes the actor system; the samples are applications.
  @Test
  void samplesDoNotUseTheSpiOfASystem() throws IOException {
    var samples =
        javaFiles().stream().filter(file -> file.startsWith(ROOT.resolve("samples/src"))).toList();

    assertThat(samples).isNotEmpty();
    assertThat(linesOf(samples, line -> line.contains(".spi()"))).isEmpty();
  }

  @Test
  void everyMainPackageSaysWhatItIsFor() throws IOException {
    var packages =
        javaFiles().stream()
            .filter(file -> file.toString().contains("/src/main/java/io/"))
            .map(Path::getParent)
            .distinct()
            .toList();
    var undescribed = new ArrayList<Path>();
    for (var folder : packages) {
      var description = folder.resolve("package-info.java");
      if (Files.notExists(description) || !Files.readString(description).contains("///")) {
        undescribed.add(ROOT.relativize(folder));
      }
    }

    assertThat(packages).isNotEmpty();
    assertThat(undescribed).isEmpty();
  }

  @Test
  void linksInDocumentsLeadSomewhere() throws IOException {
    var dead = new ArrayList<String>();
    for (var document : files(name -> name.endsWith(".md"))) {
      var links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        if (!Files.exists(document.resolveSibling(links.group(1)))) {
          dead.add(ROOT.relativize(document) + ": " + links.group(1));
        }
      }
    }

    assertThat(dead).isEmpty();
  }

  /// Every finding is reported as `file:line`, in all files at once; see [Prose] for the rules.
  @Test
  void proseIsPlainTechnicalEnglish() throws IOException {
    var found = new ArrayList<String>();
    for (var file : files(name -> name.matches(".*\\.(java|md)"))) {
      for (var finding : proseFindings(file)) {
        found.add(ROOT.relativize(file) + ":" + finding);
      }
    }

    assertThat(found).isEmpty();
  }

  /// The changelog is exempt: its released entries do not change.
  private static List<String> proseFindings(Path file) throws IOException {
    var name = file.getFileName().toString();
    if (name.equals("CHANGELOG.md")) {
      return List.of();
    }
    var text = Files.readString(file);
    return name.endsWith(".md") ? Prose.inMarkdown(text) : Prose.inJava(text);
  }

  /// `file:number: line` for each line that matches.
  private static List<String> linesOf(List<Path> files, Predicate<String> matching)
      throws IOException {
    var found = new ArrayList<String>();
    for (var file : files) {
      var number = 0;
      for (var line : lines(file)) {
        number++;
        if (matching.test(line)) {
          found.add("%s:%d: %s".formatted(ROOT.relativize(file), number, line));
        }
      }
    }
    return found;
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file);
  }

  private static List<Path> javaFiles() throws IOException {
    return files(name -> name.endsWith(".java"));
  }

  private static List<Path> texts() throws IOException {
    return files(TEXT.asMatchPredicate());
  }

  /// Does not enter folders that a build or another program may change meanwhile.
  private static List<Path> files(Predicate<String> named) throws IOException {
    var files = new ArrayList<Path>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            var ours = !NOT_OURS.contains(folder.getFileName().toString());
            return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (named.test(file.getFileName().toString())) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return files.stream().sorted().toList();
  }
}
