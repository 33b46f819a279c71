package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A handler or task that keeps its carrier thread while it blocks stops no other actor: class
/// initializers, native frames, native code. The programs run in JVMs of their own with one or two
/// carriers, all of which are held for three seconds. The bounds leave room for a busy machine.
@Timeout(120)
class PinnedTest {

  private static final long HELD_MILLIS = 3_000;

  @ParameterizedTest(name = "{0} in {1}, {2} on {3} carriers")
  @CsvSource({
    "sleep, handler, 1, 1",
    "sleep, handler, 2, 2",
    "sleep, handler, 4, 2", // more handlers than carriers
    "sleep, handlerLater, 2, 2",
    "sleep, async, 2, 2",
    "sleep, pinnedVirtual, 2, 2",
    "sleep, callers, 2, 2",
    "park, handler, 2, 2",
    "lock, handler, 2, 2",
    "socket, handler, 2, 2",
    "wait, handler, 2, 2",
    "ask, handler, 1, 1", // the asked actor cannot answer without a carrier
    "spin, handler, 2, 2",
    "waitForInitializer, handler, 2, 2", // one handler only waits for the other
    "upcall, handler, 2, 2",
    "upcallWait, handler, 1, 1",
    "native, handler, 2, 2",
    "native, async, 2, 2",
    "busy, async, 2, 2",
    "busy, pinnedVirtual, 1, 1"
  })
  void codeThatKeepsACarrierStopsNoOtherActor(String how, String where, int count, int carriers)
      throws Exception {
    Map<String, Long> measured = run(carriers, how, where, "" + count);

    assertThat(measured.get("answerMillis")).as("%s", measured).isLessThan(HELD_MILLIS / 2);
    assertThat(measured).containsEntry("begun", (long) count);
    assertThat(measured).containsEntry("extraCarriersAfter", 0L);
  }

  /// No message is sent meanwhile, since it would draw the monitor's attention.
  @Test
  void aHandlerThatSleptGoesOnAlthoughAllCarriersHaveBeenPinnedMeanwhile() throws Exception {
    Map<String, Long> measured = run(2, "sleep", "handlerLater", "2", "only what waits");

    assertThat(measured.get("lateMillis")).as("%s", measured).isLessThan(2_500);
  }

  private static Map<String, Long> run(int carriers, String... arguments) throws Exception {
    Map<String, Long> measured = new HashMap<>();
    List<String> options =
        List.of(
            "-XX:ActiveProcessorCount=" + carriers,
            "-Djdk.virtualThreadScheduler.parallelism=" + carriers,
            "--enable-native-access=io.aether.actor");
    for (String line : ForkedProgram.run(PinnedProgram.class, options, arguments)) {
      int equals = line.indexOf('=');
      if (line.matches("\\w+=\\d+")) {
        measured.put(line.substring(0, equals), Long.valueOf(line.substring(equals + 1)));
      }
    }
    return measured;
  }
}
