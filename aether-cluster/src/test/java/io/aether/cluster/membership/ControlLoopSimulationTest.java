package io.aether.cluster.membership;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The control protocol under every fault that a seed can choose. `-Daether.rounds=full` runs many
/// seeds, `-Daether.seeds=N` runs N of them, `-Daether.seed=N` runs seed N only.
class ControlLoopSimulationTest {

  @Test
  void noTroubleBreaksThePromises() {
    eachSeed(rounds(1_500, 20_000), ControlSimulation::run);
  }

  @Test
  void outageOfTheStoreMovesNothing() {
    eachSeed(rounds(150, 2_000), ControlSimulation::runOutage);
  }

  private static long rounds(long reduced, long full) {
    boolean all = System.getProperty("aether.rounds", "").equals("full");
    return Long.getLong("aether.seeds", all ? full : reduced);
  }

  private static void eachSeed(long count, Consumer<ControlSimulation> story) {
    Long only = Long.getLong("aether.seed");
    long first = only == null ? 0 : only;
    long end = only == null ? count : only + 1;
    for (long seed = first; seed < end; seed++) {
      try {
        story.accept(new ControlSimulation(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("Seed " + seed + " fails: repeat with -Daether.seed=" + seed, e);
      }
    }
  }
}
