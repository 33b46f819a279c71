package io.aether.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {

  private static final List<String> ORDER = List.of("tell", "ring");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void createPage() throws IOException {
    file = folder.resolve("performance.md");
    Files.writeString(file, "Before\n<!-- compare:begin -->\n<!-- compare:end -->\nAfter\n");
  }

  @Test
  void aRunReplacesTheRowsItHasMeasuredAndNoOthers() throws IOException {
    var page = new PerformancePage(file);

    page.write(List.of("| workload |", "|---|", "| ring | 1 |"), ORDER);
    page.write(List.of("| workload |", "|---|", "| tell | 2 |"), ORDER);
    page.write(List.of("| workload |", "|---|", "| ring | 3 |"), ORDER);

    assertThat(file)
        .hasContent(
            """
            Before
            <!-- compare:begin -->

            | workload |
            |---|
            | tell | 2 |
            | ring | 3 |

            <!-- compare:end -->
            After
            """);
  }

  @Test
  void aPageWithoutMarkersIsRefused() throws IOException {
    Files.writeString(file, "nothing");

    assertThatIOException()
        .isThrownBy(() -> new PerformancePage(file).write(List.of("|", "|"), ORDER))
        .withMessageContaining("compare:begin");
  }
}
