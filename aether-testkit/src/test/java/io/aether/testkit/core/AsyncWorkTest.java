package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Outcome;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Background work that belongs to an actor, and futures that do not.
class AsyncWorkTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// Begins a sleep of a second in each of its lives; fails or stops on demand, and tells the probe
  /// all other messages.
  private static Behavior<String> sleeper(
      Simulation sim, ActorRef<String> probe, List<String> ends) {
    return Behaviors.setup(context -> {
      context.async(
          () -> {
            try {
              sim.sleep(SECOND);
              ends.add("slept");
              return "slept";
            } catch (InterruptedException e) {
              ends.add("interrupted");
              throw e;
            }
          },
          outcome -> outcome.orThrow());
      return Behaviors.receiveMessage(message -> {
        switch (message) {
          case "fail" -> throw new IllegalStateException("on purpose");
          case "stop" -> {
            return Behaviors.stopped();
          }
          default -> probe.tell(message);
        }
        return Behaviors.same();
      });
    });
  }

  @Test
  void anActorHearsWhatItsWorkCameTo() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("done");
          TestProbe<String> probe = sim.probe(system);
          system.spawn(sleeper(sim, probe.ref(), new ArrayList<>()));

          probe.expectMessage("slept");
          assertThat(sim.now()).isEqualTo(SECOND);
        });
  }

  @Test
  void workIsInterruptedWhenItsActorStopsAndItsOutcomeIsDropped() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stop");
          TestProbe<String> probe = sim.probe(system);
          List<String> ends = new ArrayList<>();
          ActorRef<String> actor = system.spawn(sleeper(sim, probe.ref(), ends));
          sim.sleep(Duration.ofMillis(500));
          actor.tell("stop");
          probe.expectTerminated(actor);
          sim.awaitIdle();

          assertThat(ends).containsExactly("interrupted");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(500));
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void workOfAFormerLifeIsInterruptedByARestart() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("restart");
          TestProbe<String> probe = sim.probe(system);
          List<String> ends = new ArrayList<>();
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), sleeper(sim, probe.ref(), ends)));
          sim.sleep(Duration.ofMillis(500));
          actor.tell("fail");

          probe.expectMessage("slept");
          assertThat(ends).containsExactly("interrupted", "slept");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(1_500));
          probe.expectNoMessage(SECOND);
        });
  }

  @Test
  void anOutcomeThatWaitsInTheMailboxIsNotOfTheNextLife() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("waiting");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(),
                      (context, message) -> {
                        if (message.equals("work and fail")) {
                          context.async(() -> "worked", Outcome::orThrow);
                          sim.sleep(SECOND); // the outcome has arrived then
                          throw new IllegalStateException("on purpose");
                        }
                        probe.ref().tell(message);
                        return Behaviors.same();
                      }));

          actor.tell("work and fail");
          actor.tell("the next life");

          probe.expectMessage("the next life");
          probe.expectNoMessage(SECOND);
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  /// The outcome may be in the mailbox, or the interrupt may be too late: both look the same.
  @Test
  void anOutcomeThatComesWithTheEndIsNoDeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("race");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(sleeper(sim, probe.ref(), new ArrayList<>()));
          sim.sleep(SECOND);
          actor.tell("stop");
          probe.expectTerminated(actor);
          sim.awaitIdle();

          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void workIsCancelledByHand() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("by hand");
          TestProbe<Outcome<String>> probe = sim.probe(system);
          List<Boolean> cancelled = new ArrayList<>();
          system.spawn(
              Behaviors.<Outcome<String>>setup(context -> {
                // @start region="async"
                Cancellable work =
                    context.async(
                        () -> {
                          sim.sleep(SECOND);
                          return "slept";
                        },
                        outcome -> outcome);
                // @end
                cancelled.add(work.cancel());
                cancelled.add(work.cancel());
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                });
              }));

          probe.expectNoMessage(SECOND.multipliedBy(2));
          assertThat(cancelled).containsExactly(true, false);
        });
  }

  @Test
  void aFutureIsNobodysWorkSoWhatItComesToAfterTheEndIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("future");
          TestProbe<String> probe = sim.probe(system);
          var future = new CompletableFuture<String>();
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.setup(context -> {
                    context.pipeToSelf(future, Outcome::orThrow);
                    return Behaviors.stopped();
                  }));
          probe.expectTerminated(actor);
          future.complete("too late");
          sim.awaitIdle();

          assertThat(future).isNotCancelled();
          assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1);
        });
  }

  @Test
  void aPipedFailureComesWithoutItsWrapping() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("wrapped");
          TestProbe<Object> probe = sim.probe(system);
          var cause = new IllegalStateException("on purpose");
          var future = new CompletableFuture<String>();
          system.spawn(
              Behaviors.<Outcome<String>>setup(context -> {
                context.pipeToSelf(future.thenApply(text -> text + "!"), outcome -> outcome);
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                });
              }));
          sim.awaitIdle();
          future.completeExceptionally(cause);

          probe.expectMessage(new Outcome.Failure<String>(cause));
        });
  }

  @Test
  void onRealThreadsWorkIsInterruptedWhenItsActorStops() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      var begun = new CountDownLatch(1);
      var interrupted = new CountDownLatch(1);
      ActorRef<String> actor =
          kit.spawn(
              Behaviors.setup(context -> {
                context.async(
                    () -> {
                      begun.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return "over";
                    },
                    Outcome::orThrow);
                return Behaviors.ignore();
              }));
      begun.await();
      kit.stop(actor);

      interrupted.await(); // otherwise the test never ends
    }
  }
}
