package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The log of the runtime, in JVMs of their own with two carriers and the level INFO.
@Timeout(120)
class QuietLogTest {

  private static final List<String> OPTIONS =
      List.of(
          "-XX:ActiveProcessorCount=2",
          "-Djdk.virtualThreadScheduler.parallelism=2",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=info");

  private static final List<String> QUIET = List.of("over");

  @ParameterizedTest
  @ValueSource(strings = {"idle", "computing", "blocked", "others"})
  void nothingIsLoggedWhereNoHandlerKeepsItsCarrier(String situation) throws Exception {
    List<String> lines = ForkedProgram.run(QuietProgram.class, OPTIONS, situation);
    if (!lines.equals(QUIET)) { // a handler that waits for a processor seems to keep its carrier
      lines = ForkedProgram.run(QuietProgram.class, OPTIONS, situation);
    }

    assertThat(lines).isEqualTo(QUIET);
  }

  @Test
  void addedCarriersAreLoggedInOneLineThatNamesAnActor() throws Exception {
    List<String> lines = linesWhileCarriersAreHeldFor(3);
    if (lines.isEmpty()) { // on a busy machine, a second by the monitor's clock takes several
      lines = linesWhileCarriersAreHeldFor(20);
    }

    assertThat(lines)
        .singleElement()
        .asString()
        .contains("INFO", "keep carrier threads for long", "/user/", "(waits)");
  }

  private static List<String> linesWhileCarriersAreHeldFor(int seconds) throws Exception {
    List<String> options = new ArrayList<>(OPTIONS);
    options.add("--enable-native-access=io.aether.actor");
    options.add("-Daether.holdMillis=" + seconds * 1_000);
    return ForkedProgram.run(PinnedProgram.class, options, "sleep", "handler", "2").stream()
        .filter(line -> !line.matches("\\w+=\\d+"))
        .toList();
  }
}
