package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/// [SimulationTest] on itself: after each of the methods, the test checks the seeds that were run.
class SimulationTestTest {

  private final Set<Long> seeds = new ConcurrentSkipListSet<>();
  private int expected;

  @AfterEach
  void allSeedsWereRun() {
    assertThat(seeds).hasSize(expected);
  }

  @SimulationTest(seeds = 25, firstSeed = 100)
  void aMethodIsRunUnderItsSeeds(Simulation sim) {
    expected = Rounds.of(25, 25);
    seeds.add(sim.seed());
    assertThat(sim.seed()).isGreaterThanOrEqualTo(100);
  }

  @SimulationTest(seeds = 3, fullSeeds = 5)
  void otherParametersAreResolvedAsUsual(Simulation sim, @TempDir Path folder) {
    expected = Rounds.of(3, 5);
    seeds.add(sim.seed());
    assertThat(folder).isDirectory();
  }
}
