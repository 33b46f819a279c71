package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Actors never starve other virtual threads of the JVM: programs in JVMs of their own, with as few
/// carriers as possible. The bounds separate starved from slow and leave room for a busy machine;
/// without the guard, an outside thread does not start at all here, and a sleeper never wakes. The
/// benchmarks measure the speed on a quiet machine.
@Timeout(120)
class StarvationTest {

  private static final String CARRIERS = "-Djdk.virtualThreadScheduler.parallelism=";

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void hotPairsLetOutsideThreadsStartAndWake(int carriers) throws Exception {
    Map<String, Long> measured = run(carriers, List.of(), "pairs");

    assertThat(measured.get("startMillis")).as("%s", measured).isLessThan(2_000);
    assertThat(measured.get("wakes")).as("%s", measured).isGreaterThan(3);
    assertThat(measured.get("messagesASecond")).as("%s", measured).isGreaterThan(10_000);
    assertThat(measured).containsEntry("closed", 1L);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void handlersWithoutAnEndAreRelievedByMoreCarriersUntilTheyHaveOne(int carriers)
      throws Exception {
    int spinning = carriers + 2;

    Map<String, Long> measured = run(carriers, List.of(), "spinning", "" + spinning);

    assertThat(measured.get("startMillis")).as("%s", measured).isLessThan(4_000);
    assertThat(measured.get("wakes")).as("%s", measured).isGreaterThan(3);
    assertThat(measured).containsEntry("answers", 1L).containsEntry("begun", (long) spinning);
    assertThat(measured.get("extraCarriers")).as("%s", measured).isBetween(3L, 64L);
    assertThat(measured).containsEntry("extraCarriersAfter", 0L);
  }

  @Test
  void noCarrierIsAddedWhereThatIsForbidden() throws Exception {
    Map<String, Long> measured = run(1, List.of("-Daether.extraCarriers=0"), "spinning", "2");

    assertThat(measured)
        .containsEntry("startMillis", 5_000L)
        .containsEntry("wakes", 0L)
        .containsEntry("answers", 0L)
        .containsEntry("extraCarriers", 0L);
  }

  private static Map<String, Long> run(int carriers, List<String> more, String... arguments)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(more);
    options.add("-XX:ActiveProcessorCount=" + carriers);
    options.add(CARRIERS + carriers);
    Map<String, Long> measured = new HashMap<>();
    for (String line : ForkedProgram.run(StarvationProgram.class, options, arguments)) {
      int equals = line.indexOf('=');
      if (line.matches("\\w+=\\d+")) {
        measured.put(line.substring(0, equals), Long.valueOf(line.substring(equals + 1)));
      }
    }
    return measured;
  }
}
