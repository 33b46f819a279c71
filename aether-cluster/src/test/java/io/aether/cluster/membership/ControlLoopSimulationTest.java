package io.aether.cluster.membership;

import org.junit.jupiter.api.Test;

/// The control protocol under every trouble that a seed can think of. `-Daether.seeds=N` runs more
/// seeds, `-Daether.seed=N` one.
class ControlLoopSimulationTest {

  @Test
  void noSeedBreaksThePromises() {
    Long only = Long.getLong("aether.seed");
    long first = only == null ? 0 : only;
    long count = only == null ? Long.getLong("aether.seeds", 1_000) : 1;
    for (long seed = first; seed < first + count; seed++) {
      try {
        new ControlSimulation(seed).run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("Seed " + seed + " fails: repeat with -Daether.seed=" + seed, e);
      }
    }
  }
}
