package io.aether.testkit.core;

import static io.aether.actor.SupervisorStrategy.restart;
import static io.aether.actor.SupervisorStrategy.resume;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import io.aether.testkit.core.Journaling.Heard;
import io.aether.testkit.core.Journaling.Order;
import io.aether.testkit.core.Journaling.Started;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RestartTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final RuntimeException FAILURE = new IllegalStateException("on purpose");

  @Test
  void keptChildrenSurviveUnderTheSameRefAndAreWatchedAsBefore() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("kept");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> parent = system.spawn(withKeptChild(probe.ref()));
          ActorRef<Order> child = child(probe);

          parent.tell(new Order.Fail(FAILURE));
          parent.tell(new Order.Note("restarted"));
          child.tell(new Order.Note("still here"));
          child.tell(new Order.Stop());

          List<Object> heard = probe.receiveMessages(6);
          assertThat(heard)
              .containsOnlyOnce(
                  "restarted",
                  "still here",
                  new Heard("p", new Signal.Terminated(child, StopReason.OWN_DECISION)))
              .doesNotContain(new Started("c"));
        });
  }

  @Test
  void watchersWatchesAndAdaptersSurvive() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("same");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> other = system.spawn(stopping());
          int[] lives = {0};
          var adapter = new CompletableFuture<ActorRef<Integer>>();
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      restart(),
                      Behaviors.<String>setup(context -> {
                        int life = ++lives[0];
                        if (life == 1) {
                          context.watch(other);
                          adapter.complete(context.messageAdapter(n -> "adapted " + n));
                        }
                        return Behaviors.receive(
                            (_, message) -> {
                              if (message.equals("fail")) {
                                throw FAILURE;
                              }
                              probe.ref().tell(message + " in life " + life);
                              return Behaviors.same();
                            },
                            (_, signal) -> {
                              probe.ref().tell(signal + " in life " + life);
                              return Behaviors.same();
                            });
                      })));
          var end = sim.probe(system);
          system.spawn(
              Behaviors.<String>setup(context -> {
                context.watch(actor);
                return Behaviors.receiveSignal((_, signal) -> {
                  end.ref().tell(signal);
                  return Behaviors.same();
                });
              }));
          sim.awaitIdle();

          actor.tell("fail");
          probe.expectMessage("PreRestart[] in life 1");
          adapter.join().tell(1);
          probe.expectMessage("adapted 1 in life 2");
          other.tell("stop");
          probe.expectMessage(new Signal.Terminated(other, StopReason.OWN_DECISION) + " in life 2");
          end.expectNoMessage(); // a restart is not an end
          system.stop(actor);
          end.expectMessage(new Signal.Terminated(actor, StopReason.BY_PARENT));
        });
  }

  @Test
  void keptChildrenSurviveOnRealThreadsToo() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      ActorRef<Order> parent = kit.spawn(withKeptChild(probe.ref()));
      ActorRef<Order> child = child(probe);

      parent.tell(new Order.Fail(FAILURE));

      probe.fishForMessage(new Started("p")::equals);
      child.tell(new Order.Note("still here"));
      probe.expectMessage("still here");
    }
  }

  /// A parent that spawns its child outside the part that is restarted.
  private static Behavior<Order> withKeptChild(ActorRef<Object> probe) {
    return Behaviors.setup(context -> {
      ActorRef<Order> child = context.spawn(Journaling.create("c", probe), "c");
      context.watch(child);
      probe.tell(child);
      return Behaviors.supervise(restart().withChildrenKept(), Journaling.create("p", probe));
    });
  }

  @SuppressWarnings("unchecked") // the sender is a Journaling
  private static ActorRef<Order> child(TestProbe<Object> probe) {
    var child = (ActorRef<Order>) probe.receiveMessage();
    probe.expectMessagesInAnyOrder(new Started("p"), new Started("c"));
    return child;
  }

  @Test
  void pausesAreLengthenedAtRandomWithinTheirPart() {
    List<Duration> pauses = new ArrayList<>();
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("jitter");
          TestProbe<Object> probe = sim.probe(system);
          var strategy = restart().withBackoff(SECOND, SECOND).withJitter(0.5);
          ActorRef<Order> actor =
              system.spawn(Behaviors.supervise(strategy, Journaling.create("a", probe.ref())));
          actor.tell(new Order.Fail(FAILURE));
          probe.expectMessage(new Started("a"));
          probe.expectMessage(new Heard("a", new Signal.PreRestart()));

          Duration before = sim.now();
          probe.expectMessage(new Started("a"));

          pauses.add(sim.now().minus(before));
        });

    assertThat(pauses)
        .allMatch(pause -> pause.compareTo(SECOND) >= 0 && pause.toMillis() <= 1_500)
        .anyMatch(pause -> pause.toMillis() > 1_250);
  }

  @Test
  void pausesStartOverAfterALongEnoughLife() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("reset");
          TestProbe<Object> probe = sim.probe(system);
          var strategy =
              restart()
                  .withBackoff(SECOND, Duration.ofSeconds(8))
                  .withResetAfter(Duration.ofMinutes(1));
          ActorRef<Order> actor =
              system.spawn(Behaviors.supervise(strategy, Journaling.create("a", probe.ref())));
          probe.expectMessage(new Started("a"));

          assertThat(pauseAfterAFailure(sim, actor, probe)).isEqualTo(SECOND);
          sim.advance(Duration.ofSeconds(59));
          assertThat(pauseAfterAFailure(sim, actor, probe)).isEqualTo(Duration.ofSeconds(2));
          sim.advance(Duration.ofSeconds(61));
          assertThat(pauseAfterAFailure(sim, actor, probe)).isEqualTo(SECOND);
        });
  }

  private static Duration pauseAfterAFailure(
      Simulation sim, ActorRef<Order> actor, TestProbe<Object> probe) {
    actor.tell(new Order.Fail(FAILURE));
    probe.expectMessage(new Heard("a", new Signal.PreRestart()));
    Duration before = sim.now();
    probe.expectMessage(new Started("a"), Duration.ofMinutes(1));
    return sim.now().minus(before);
  }

  @Test
  void aFailureInPreRestartDoesNotKeepTheActorFromRestarting() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("pre-restart");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> failing =
              Behaviors.setup(_ -> {
                probe.ref().tell("started");
                return Behaviors.receive(
                    (_, message) -> {
                      throw new IllegalStateException(message);
                    },
                    (_, signal) -> {
                      throw new IllegalStateException(signal.toString());
                    });
              });
          ActorRef<String> actor = system.spawn(Behaviors.supervise(restart(), failing));

          actor.tell("fail");

          probe.expectMessage("started");
          probe.expectMessage("started");
        });
  }

  @Test
  void aFailureToStartAnewCountsAsAnotherOne() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("anew");
          TestProbe<String> probe = sim.probe(system);
          int[] starts = {0};
          Behavior<String> oncePossible =
              Behaviors.setup(_ -> {
                probe.ref().tell("start");
                if (++starts[0] > 1) {
                  throw FAILURE;
                }
                return (_, _) -> {
                  throw FAILURE;
                };
              });
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(restart().withLimit(3, Duration.ofMinutes(1)), oncePossible));

          actor.tell("fail");

          assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.CREATION_FAILED);
          assertThat(probe.receiveMessages(4)).hasSize(4);
          probe.expectNoMessage();
        });
  }

  @Test
  void aBehaviorThatCannotBeCreatedHasNothingToResume() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("resume");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      resume(),
                      Behaviors.<String>setup(_ -> {
                        throw FAILURE;
                      })));

          assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.CREATION_FAILED);
        });
  }

  @Test
  void aDeathPactIsAFailureLikeOthers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("pact");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> other = system.spawn(stopping());
          var failure = new AtomicReference<Exception>();
          Behavior<String> bound =
              Behaviors.setup(context -> {
                if (failure.get() == null) {
                  context.watch(other);
                }
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                });
              });
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      it -> {
                        failure.set(it);
                        return restart();
                      },
                      bound));
          sim.awaitIdle();

          other.tell("stop");
          sim.awaitIdle();
          actor.tell("restarted");

          probe.expectMessage("restarted");
          assertThat(failure.get()).isInstanceOf(Signal.DeathPactException.class);
        });
  }

  @Test
  void watchersOtherThanTheParentGetAFailureWithoutItsCause() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stranger");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> victim = system.spawn(Journaling.create("v", probe.ref()));
          system.spawn(
              Behaviors.<Object>setup(context -> {
                context.watch(victim);
                return Behaviors.receiveSignal((_, signal) -> {
                  probe.ref().tell(signal);
                  return Behaviors.same();
                });
              }));

          victim.tell(new Order.Fail(FAILURE));

          probe.fishForMessage(new Signal.Terminated(victim, StopReason.FAILURE)::equals, SECOND);
        });
  }

  private static Behavior<String> stopping() {
    return (_, _) -> Behaviors.stopped();
  }

  @Test
  void aPartOutsideZeroToOneIsNoJitter() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> restart().withJitter(1.5))
        .withMessageContaining("1.5");
  }
}
