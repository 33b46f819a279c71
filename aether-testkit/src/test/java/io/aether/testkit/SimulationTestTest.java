package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// [SimulationTest] on itself: after each of the methods, the seeds that were run are looked at.
class SimulationTestTest {

  private static final int OVERRIDDEN = Integer.getInteger("aether.seeds", 0);

  private final Set<Long> seeds = new ConcurrentSkipListSet<>();
  private int expected;

  @AfterEach
  void allSeedsWereRun() {
    assertThat(seeds).hasSize(OVERRIDDEN == 0 ? expected : OVERRIDDEN);
  }

  @SimulationTest(seeds = 25, firstSeed = 100)
  void aMethodIsRunUnderItsSeeds(Simulation sim) {
    expected = 25;
    seeds.add(sim.seed());
    assertThat(sim.seed()).isGreaterThanOrEqualTo(100);
  }

  @SimulationTest(seeds = 3)
  void otherParametersAreResolvedAsUsual(Simulation sim, @TempDir java.nio.file.Path folder) {
    expected = 3;
    seeds.add(sim.seed());
    assertThat(folder).isDirectory();
  }
}
