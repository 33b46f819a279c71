package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorSystem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddedJobTest {

  private static final Driver.Settings SETTINGS =
      new Driver.Settings(Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(4));

  @Test
  void aCrashAndAJoinLoseNothingAndRepeatNothing() throws Exception {
    List<Flight> flights = FlightsCsv.readBuiltIn().subList(0, 2000);

    Report report;
    try (Stage stage = EmbeddedStage.of(ActorSystem::create)) {
      report = Job.run(stage, flights, SETTINGS, Progress.silent());
    }

    assertThat(report.verdict())
        .hasToString(
            "verified: %d airports, 4000 events, 0 lost, 0 duplicated"
                .formatted(SequentialFold.of(flights).size()));
    assertThat(report.answered().repeated()).as("asks that the victim swallowed").isPositive();
    assertThat(report.answered().moves())
        .as("airports that left the victim")
        .anyMatch(move -> move.from().equals(Stage.VICTIM));
    assertThat(report.answered().moves())
        .as("airports that came to the fourth node from nodes that lived")
        .anyMatch(move -> move.to().equals(Stage.LATECOMER) && !move.from().equals(Stage.VICTIM));
    assertThat(report.history().gained(Stage.LATECOMER)).isBetween(21, 22);
    assertThat(report.history().gained(Stage.VICTIM)).isNegative();
  }
}
