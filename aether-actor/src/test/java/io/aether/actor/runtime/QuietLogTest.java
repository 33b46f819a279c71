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

  @ParameterizedTest
  @ValueSource(strings = {"idle", "computing", "blocked", "others"})
  void nothingIsLoggedWhereNoHandlerKeepsItsCarrier(String situation) throws Exception {
    assertThat(ForkedProgram.run(QuietProgram.class, OPTIONS, situation)).containsExactly("over");
  }

  @Test
  void addedCarriersAreLoggedInOneLineThatNamesAnActor() throws Exception {
    assertThat(ForkedProgram.run(PinnedProgram.class, options(), "sleep", "handler", "2"))
        .filteredOn(line -> !line.matches("\\w+=\\d+"))
        .singleElement()
        .asString()
        .contains("INFO", "keep carrier threads for long", "/user/", "(waits)");
  }

  private static List<String> options() {
    List<String> all = new ArrayList<>(OPTIONS);
    all.add("--enable-native-access=io.aether.actor");
    return all;
  }
}
