package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tests that the verification detects errors.
class VerificationTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Flight FIRST =
      new Flight(2, LocalDateTime.of(2001, 1, 1, 7, 0), "ORD", "SFO", 3, 1846);
  private static final Flight SECOND =
      new Flight(3, LocalDateTime.of(2001, 1, 1, 8, 0), "ORD", "LAX", 5, 1744);

  private final Persistence persistence = Persistence.inMemory(Airport.STORED_TYPES);

  @Test
  void aJournalThatSaysTheSameIsVerified() throws InterruptedException {
    try (var system = ActorSystem.create("airports")) {
      tell(system, FIRST, SECOND);

      assertThat(verdict(FIRST, SECOND))
          .hasToString("verified: 3 airports, 4 events, 0 lost, 0 duplicated");
    }
  }

  @Test
  void aLostCommandIsNoticed() throws InterruptedException {
    try (var system = ActorSystem.create("airports")) {
      tell(system, FIRST);

      var verdict = verdict(FIRST, SECOND);

      assertThat(verdict).hasToString("NOT verified: 3 airports, 2 events, 2 lost, 0 duplicated");
      assertThat(verdict.differences())
          .contains("ORD: of 2 commands 1 are not in the journal, and 0 are there again")
          .anyMatch(line -> line.startsWith("LAX: the journal says"));
    }
  }

  @Test
  void aDuplicatedCommandIsNoticed() throws InterruptedException {
    try (var system = ActorSystem.create("airports")) {
      var forgetful = persistence.withSettings(settings -> settings.withRememberedCommands(0));
      tell(system, forgetful, FIRST, FIRST);

      assertThat(verdict(FIRST))
          .hasToString("NOT verified: 2 airports, 4 events, 0 lost, 2 duplicated");
    }
  }

  @Test
  void aCommandThatNobodyGaveIsNoticed() throws InterruptedException {
    try (var system = ActorSystem.create("airports")) {
      tell(system, FIRST, SECOND);

      assertThat(verdict(SECOND).differences())
          .anyMatch(line -> line.contains("a commit of an unknown command, 2-d, at version 1"));
    }
  }

  @Test
  void aRightNumberOfWrongEventsIsNoticed() throws InterruptedException {
    try (var system = ActorSystem.create("airports")) {
      tell(system, new Flight(2, FIRST.date(), "ORD", "SFO", 4, 1846));

      var verdict = verdict(FIRST);

      assertThat(verdict).hasToString("NOT verified: 2 airports, 2 events, 0 lost, 0 duplicated");
      assertThat(verdict.differences()).hasSize(2);
    }
  }

  private void tell(ActorSystem system, Flight... flights) throws InterruptedException {
    tell(system, persistence, flights);
  }

  private static void tell(ActorSystem system, Persistence persistence, Flight... flights)
      throws InterruptedException {
    for (Flight flight : flights) {
      for (boolean departure : List.of(true, false)) {
        String airport = departure ? flight.origin() : flight.destination();
        ActorRef<Airport.Command> ref =
            system.spawn(
                EventSourced.behavior(
                    Verification.idOf(airport), new Airport("here"), persistence));
        var order = new Order(new Lane(airport), 0, departure, flight);
        ref.ask(order::command, PATIENCE);
      }
    }
  }

  private Verification.Verdict verdict(Flight... flights) throws InterruptedException {
    try (var outsider = ActorSystem.create("outsider")) {
      return Verification.verify(outsider, persistence.journal(), List.of(flights));
    }
  }
}
