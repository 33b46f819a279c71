package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The embedded job in virtual time.
class SimulatedJobTest {

  private static final int SEEDS = Rounds.of(5, 100);
  private static final Driver.Settings SETTINGS =
      new Driver.Settings(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(10));

  @Test
  void theJobVerifiesUnderEverySeed() throws Exception {
    List<Flight> flights = flights(2000);
    String expected =
        "verified: %d airports, 4000 events, 0 lost, 0 duplicated"
            .formatted(SequentialFold.of(flights).size());

    var exploration =
        Simulation.explore(
            1, SEEDS, sim -> assertThat(play(sim, flights).verdict()).hasToString(expected));

    assertThat(exploration.interleavings()).as("different runs").isEqualTo(SEEDS);
  }

  @Test
  void aSeedRunTwiceGivesTheSameTrace() throws Exception {
    List<Flight> flights = flights(2000);

    var once = SimulatedJob.run(7, flights, SETTINGS, Progress.silent());
    var again = SimulatedJob.run(7, flights, SETTINGS, Progress.silent());

    assertThat(again.simulation().trace()).isEqualTo(once.simulation().trace());
    assertThat(again.simulation()).isEqualTo(once.simulation());
    assertThat(again.report()).isEqualTo(once.report());
  }

  private static Report play(Simulation sim, List<Flight> flights) throws Exception {
    try (Stage stage = EmbeddedStage.of(sim::system)) {
      return Job.run(stage, flights, SETTINGS, Progress.silent());
    }
  }

  private static List<Flight> flights(int records) throws BadInputException {
    return FlightsCsv.readBuiltIn().subList(0, records);
  }
}
