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
import org.junit.jupiter.api.Test;

/// Code in the documentation is compiled code: each Java block names the region it was taken from.
class SnippetsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern BLOCK =
      Pattern.compile("(<!-- (\\S+)#(\\S+) -->\\n)?```java\\n(.*?)```(?=\\n|$)", Pattern.DOTALL);

  @Test
  void everyJavaBlockIsWhatItsRegionSays() throws IOException {
    int blocks = 0;
    for (Path page : pages()) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        blocks++;
        assertThat(block.group(1))
            .as("%s: a Java block without <!-- file#region --> before it", page)
            .isNotNull();
        assertThat(block.group(4))
            .as("%s: the block taken from %s#%s", page, block.group(2), block.group(3))
            .isEqualTo(region(ROOT.resolve(block.group(2)), block.group(3)));
      }
    }
    assertThat(blocks).isGreaterThanOrEqualTo(3);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> guide = Files.walk(ROOT.resolve("docs/guide"))) {
      guide.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  /// {@return the lines of a region, without the indentation they share}
  private static String region(Path source, String name) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(source)) {
      if (line.strip().equals("// @start region=\"" + name + "\"")) {
        inside = true;
      } else if (inside && line.strip().equals("// @end")) {
        return String.join("\n", lines).stripTrailing().stripIndent().strip() + "\n";
      } else if (inside) {
        lines.add(line);
      }
    }
    throw new AssertionError("No region '" + name + "' in " + source);
  }
}
