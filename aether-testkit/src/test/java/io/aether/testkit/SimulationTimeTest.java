package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class SimulationTimeTest {

  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void anHourPassesInAnInstant() {
    long started = System.nanoTime();

    Simulation.Result result = Simulation.run(1, sim -> sim.sleep(HOUR));

    assertThat(result.elapsed()).isEqualTo(HOUR);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void timersFireExactlyWhenTheyAreDue() {
    Simulation.run(
        1,
        sim -> {
          List<Duration> fired = new ArrayList<>();
          for (int millis : new int[] {30, 10, 20, 0, -5}) {
            sim.environment()
                .scheduler()
                .schedule(Duration.ofMillis(millis), () -> fired.add(sim.now()));
          }
          sim.sleep(HOUR);
          assertThat(fired)
              .containsExactly(
                  Duration.ZERO,
                  Duration.ZERO,
                  Duration.ofMillis(10),
                  Duration.ofMillis(20),
                  Duration.ofMillis(30));
        });
  }

  @Test
  void timersDueAtOneInstantComeInAnyOrder() {
    Set<String> orders = ConcurrentHashMap.newKeySet();

    Simulation.explore(
        0,
        100,
        sim -> {
          StringBuilder order = new StringBuilder();
          for (String name : List.of("a", "b", "c")) {
            sim.environment().scheduler().schedule(HOUR, () -> order.append(name));
          }
          sim.advance(HOUR);
          orders.add(order.toString());
        });

    assertThat(orders).containsExactlyInAnyOrder("abc", "acb", "bac", "bca", "cab", "cba");
  }

  @Test
  void aCancelledTimerNeverFiresEvenWhenItIsDueAlready() {
    Simulation.explore(
        0,
        50,
        sim -> {
          List<String> fired = new ArrayList<>();
          var scheduler = sim.environment().scheduler();
          var early = scheduler.schedule(HOUR, () -> fired.add("early"));
          assertThat(early.cancel()).isTrue();
          assertThat(early.cancel()).isFalse();
          var due = scheduler.schedule(Duration.ZERO, () -> fired.add("due"));
          assertThat(due.cancel()).isTrue();
          sim.advance(HOUR);
          assertThat(fired).isEmpty();
        });
  }

  @Test
  void aTimerThatHasFiredCannotBeCancelled() {
    Simulation.run(
        1,
        sim -> {
          var timer = sim.environment().scheduler().schedule(Duration.ofMillis(1), () -> {});
          sim.advance(Duration.ofMillis(1));
          assertThat(timer.cancel()).isFalse();
        });
  }

  @Test
  void bothClocksShowVirtualTime() {
    Simulation.run(
        1,
        sim -> {
          Instant before = sim.environment().clock().instant();
          long nanosBefore = sim.environment().scheduler().nanoTime();
          sim.sleep(HOUR);
          assertThat(sim.environment().clock().instant()).isEqualTo(before.plus(HOUR));
          assertThat(sim.environment().scheduler().nanoTime() - nanosBefore)
              .isEqualTo(HOUR.toNanos());
        });
  }

  @Test
  void aPeriodicTimerOfAnActorTicksInVirtualTime() {
    Simulation.run(
        1,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("test"));
          Behavior<String> ticker =
              Behaviors.setup(context -> {
                context.timers().startAtFixedRate("key", "tick", Duration.ofMinutes(1));
                return (_, tick) -> {
                  probe.ref().tell(tick);
                  return Behaviors.same();
                };
              });
          sim.system("other").spawn(ticker);
          sim.advance(HOUR);
          assertThat(probe.receiveMessages(60)).containsOnly("tick");
          probe.expectNoMessage(Duration.ofSeconds(59));
        });
  }

  @Test
  void endlessExchangeOfMessagesCannotHoldTimersOff() {
    Simulation.run(
        1,
        sim -> {
          ActorRef<String> busy =
              sim.system("test")
                  .spawn((context, message) -> {
                    context.self().tell(message);
                    return Behaviors.same();
                  });
          busy.tell("again");
          sim.sleep(Duration.ofMillis(100));
        });
  }

  @Test
  void timeStandsStillWhileSomethingCanRun() {
    Simulation.run(
        1,
        sim -> {
          ActorRef<Integer> countdown =
              sim.system("test")
                  .spawn((context, number) -> {
                    if (number > 0) {
                      context.self().tell(number - 1);
                    }
                    return Behaviors.same();
                  });
          countdown.tell(100);
          sim.awaitIdle();
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void idleMeansThatNothingCanRunUnlessTimePasses() {
    Simulation.explore(
        0,
        50,
        sim -> {
          List<String> events = new ArrayList<>();
          var environment = sim.environment();
          environment.fork("task", () -> environment.fork("inner", () -> events.add("task")));
          environment.scheduler().schedule(Duration.ZERO, () -> events.add("due"));
          environment.scheduler().schedule(Duration.ofNanos(1), () -> events.add("later"));
          sim.awaitIdle();
          assertThat(events).containsExactlyInAnyOrder("task", "due");
        });
  }

  @Test
  void advancingRunsWhatIsDueAndNoMore() {
    Simulation.explore(
        0,
        50,
        sim -> {
          List<String> events = new ArrayList<>();
          var environment = sim.environment();
          environment
              .scheduler()
              .schedule(HOUR, () -> environment.fork("task", () -> events.add("due")));
          environment.scheduler().schedule(HOUR.plusNanos(1), () -> events.add("later"));
          sim.advance(HOUR);
          assertThat(events).containsExactly("due");
          assertThat(sim.now()).isEqualTo(HOUR);
        });
  }
}
