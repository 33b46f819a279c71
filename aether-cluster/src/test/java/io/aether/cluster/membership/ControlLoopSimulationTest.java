package io.aether.cluster.membership;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// The control protocol under every trouble that a seed can think of. `-Daether.seeds=N` runs more
/// seeds, `-Daether.seed=N` one.
class ControlLoopSimulationTest {

  @Test
  void noTroubleBreaksThePromises() {
    eachSeed(1_500, ControlSimulation::run);
  }

  @Test
  void outageOfTheStoreMovesNothing() {
    eachSeed(150, ControlSimulation::runOutage);
  }

  private static void eachSeed(long count, Consumer<ControlSimulation> story) {
    Long only = Long.getLong("aether.seed");
    long first = only == null ? 0 : only;
    long end = only == null ? Long.getLong("aether.seeds", count) : only + 1;
    for (long seed = first; seed < end; seed++) {
      try {
        story.accept(new ControlSimulation(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("Seed " + seed + " fails: repeat with -Daether.seed=" + seed, e);
      }
    }
  }
}
