package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import io.aether.actor.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Idleness is exact in a simulation: it is neither missed nor reported too early.
class SimulationIdleTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void idleComesAfterEveryMessageThatFollowsFromAnother() {
    Simulation.explore(
        0,
        200,
        sim -> {
          var system = sim.system("test");
          List<Integer> handled = new ArrayList<>();
          ActorRef<Integer> countdown =
              system.spawn((context, left) -> {
                handled.add(left);
                if (left > 0) {
                  context.async(() -> left - 1, outcome -> value(outcome));
                }
                return Behaviors.same();
              });
          countdown.tell(20);
          sim.awaitIdle();
          assertThat(handled).hasSize(21);
          assertThat(sim.now()).isZero();
        });
  }

  private static int value(Outcome<Integer> outcome) {
    return switch (outcome) {
      case Outcome.Success<Integer>(var value) -> value;
      case Outcome.Failure<Integer>(var cause) -> throw new AssertionError(cause);
    };
  }

  @Test
  void idleDoesNotWaitForTimersThatAreNotDue() {
    Simulation.explore(
        0,
        50,
        sim -> {
          List<String> rang = new ArrayList<>();
          sim.environment().scheduler().schedule(SECOND, () -> rang.add("late"));
          sim.environment().scheduler().schedule(Duration.ZERO, () -> rang.add("due"));
          sim.awaitIdle();
          assertThat(rang).containsExactly("due");
        });
  }

  @Test
  void noMessageIsExpectedToTheNanosecond() {
    Simulation.explore(
        0,
        100,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("test"));
          sim.awaitIdle();
          sim.environment().scheduler().schedule(SECOND, () -> probe.ref().tell("ping"));

          probe.expectNoMessage(SECOND.minusNanos(1));
          assertThat(probe.receiveMessage(Duration.ofNanos(2))).isEqualTo("ping");
          assertThat(sim.now()).isEqualTo(SECOND);
        });
  }

  @Test
  void aMessageWithinTheSilenceIsNeverMissed() {
    Simulation.explore(
        0,
        100,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("test"));
          sim.awaitIdle();
          sim.environment()
              .scheduler()
              .schedule(SECOND.minusNanos(1), () -> probe.ref().tell("ping"));

          assertThatThrownBy(() -> probe.expectNoMessage(SECOND))
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining("ping");
        });
  }

  @Test
  void anHourOfSilenceTakesNoSteps() {
    Simulation.Result result =
        Simulation.run(
            1,
            sim -> {
              TestProbe<String> probe = sim.probe(sim.system("test"));
              probe.expectNoMessage(Duration.ofHours(1));
            });

    assertThat(result.steps()).isLessThan(20);
  }
}
