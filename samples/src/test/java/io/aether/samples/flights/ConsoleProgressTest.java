package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void elsewhereThanOnATerminalThereIsALineForEveryTenth() {
    var progress = progress(/* terminal= */ false);
    for (int i = 1; i <= 1000; i++) {
      progress.answered(i, 1000, i * 1_000_000L);
    }

    assertThat(printed().lines()).hasSize(10);
    assertThat(printed().lines().findFirst()).contains(" 10 %  100 of 1000 commands, 1,000/s");
    assertThat(printed()).doesNotContain("\r", "\u001b");
  }

  @Test
  void onATerminalTheBarIsDrawnOverItself() {
    var progress = progress(/* terminal= */ true);
    progress.answered(250, 1000, 250_000_000);
    progress.note("n3 is killed");
    progress.answered(1000, 1000, 500_000_000);

    assertThat(printed())
        .isEqualTo(
            "\r\u001b[K[##########..............................]  25 %  250 of 1000 commands, 1,000/s"
                + "\r\u001b[Kn3 is killed\n"
                + "\r\u001b[K[##########..............................]  25 %  250 of 1000 commands, 1,000/s"
                + "\r\u001b[K[########################################] 100 %  1000 of 1000 commands, 2,000/s\n");
  }

  private ConsoleProgress progress(boolean terminal) {
    return new ConsoleProgress(
        new PrintStream(out, /* autoFlush= */ true, StandardCharsets.UTF_8), terminal);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
