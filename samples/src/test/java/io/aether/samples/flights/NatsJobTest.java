package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Real JVMs, a real server, a real SIGKILL.
class NatsJobTest {

  private static final Driver.Settings SETTINGS =
      new Driver.Settings(Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(4));

  @Test
  void aKilledJvmAndANewOneLoseNothingAndRepeatNothing() throws Exception {
    List<Flight> flights = FlightsCsv.readBuiltIn().subList(0, 2000);

    Report report;
    try (Stage stage = NatsStage.create()) {
      report = Job.run(stage, flights, SETTINGS, Progress.silent());
    }

    assertThat(report.verdict())
        .hasToString(
            "verified: %d airports, 4000 events, 0 lost, 0 duplicated"
                .formatted(SequentialFold.of(flights).size()));
    assertThat(report.answered().moves())
        .anyMatch(move -> move.from().equals(Stage.VICTIM))
        .anyMatch(move -> move.to().equals(Stage.LATECOMER));
    assertThat(ProcessHandle.current().descendants()).as("processes left behind").isEmpty();
  }
}
