package io.aether.testkit.acceptance;

import static io.aether.testkit.acceptance.Worlds.everywhere;
import static io.aether.testkit.acceptance.Worlds.telling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.testkit.Rounds;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Order and lifecycle: each guarantee of an actor of Akka Typed, one by one.
class LifecycleAcceptanceTest {

  private record Numbered(int sender, int number) {}

  /// Fails at the first message that is out of its sender's order, else reports once all have
  /// arrived.
  private static Behavior<Numbered> inOrder(int each, TestProbe<Object> probe) {
    int[] next = new int[2];
    return Behaviors.receiveMessage(it -> {
      if (next[it.sender()]++ != it.number()) {
        probe.ref().tell("out of order: " + it);
        return Behaviors.stopped();
      }
      if (next[0] == each && next[1] == each) {
        probe.ref().tell("all");
      }
      return Behaviors.same();
    });
  }

  private static void tellFromTwo(ActorSystem system, int each, TestProbe<Object> probe) {
    ActorRef<Numbered> receiver = system.spawn(inOrder(each, probe));
    for (int sender = 0; sender < 2; sender++) {
      int id = sender;
      int[] sent = {0};
      ActorRef<String> teller =
          system.spawn((context, go) -> {
            for (int n = 0; n < 100 && sent[0] < each; n++) {
              receiver.tell(new Numbered(id, sent[0]++));
            }
            if (sent[0] < each) {
              context.self().tell(go);
            }
            return Behaviors.same();
          });
      teller.tell("go");
    }
    probe.expectMessage("all", Duration.ofSeconds(30));
    probe.expectNoMessage(Duration.ofMillis(1)); // none arrived twice
  }

  @Test
  void e1EachSendersMessagesArriveInOrderAndNoneIsLostOrDoubled() throws Exception {
    Worlds.simulated((system, probe) -> tellFromTwo(system, 200, probe));
    Worlds.really((system, probe) -> tellFromTwo(system, Rounds.of(100_000, 1_000_000), probe));
  }

  @Test
  void e2AStopLetsTheMessageEndAndThenGoesFromTheLeavesToTheRoot() throws Exception {
    everywhere((system, probe) -> {
      var born = new CompletableFuture<Void>();
      var running = new CompletableFuture<Void>();
      var gate = new CompletableFuture<Void>();
      Behavior<Object> grandchild =
          Behaviors.setup(_ -> {
            born.complete(null);
            return Behaviors.receive(
                (_, _) -> Behaviors.same(),
                (_, signal) -> {
                  probe.ref().tell("grandchild " + signal.getClass().getSimpleName());
                  return Behaviors.same();
                });
          });
      ActorRef<Object> parent =
          system.spawn(
              Behaviors.<Object>setup(context -> {
                ActorRef<Object> child =
                    context.spawn(
                        Behaviors.<Object>setup(inner -> {
                          inner.spawn(grandchild, "grandchild");
                          return Behaviors.receive(
                              (_, message) -> {
                                context.self().tell("before " + message);
                                if (message.equals("k")) {
                                  running.complete(null);
                                  Worlds.await(system, gate);
                                }
                                context.self().tell("after " + message);
                                return Behaviors.same();
                              },
                              (_, signal) -> {
                                probe.ref().tell("child " + signal.getClass().getSimpleName());
                                return Behaviors.same();
                              });
                        }),
                        "child");
                context.watch(child);
                List.of("k", "k+1", "k+2").forEach(child::tell);
                return Behaviors.receive(
                    (here, message) -> {
                      if (message.equals("stop it")) {
                        here.stop(child);
                        gate.complete(null);
                      } else {
                        probe.ref().tell("parent heard " + message);
                      }
                      return Behaviors.same();
                    },
                    (_, signal) -> {
                      probe.ref().tell("parent " + signal.getClass().getSimpleName());
                      return Behaviors.same();
                    });
              }));
      Worlds.await(system, born); // otherwise it would receive no signal
      Worlds.await(system, running);

      parent.tell("stop it");

      List<Object> heard = new ArrayList<>();
      do {
        heard.add(probe.receiveMessage());
      } while (!heard.getLast().equals("parent Terminated"));
      assertThat(heard)
          .containsSubsequence("grandchild PostStop", "child PostStop", "parent Terminated")
          .containsSubsequence("parent heard before k", "parent heard after k", "parent Terminated")
          .hasSize(5);
      assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(2);
    });
  }

  @Test
  void e3TheEffectOfAStopFollowsPostStop() throws Exception {
    everywhere((system, probe) -> {
      ActorRef<Object> actor =
          system.spawn(
              Behaviors.receive(
                  (_, _) -> Behaviors.stopped(() -> probe.ref().tell("effect")),
                  (_, signal) -> {
                    probe.ref().tell(signal);
                    return Behaviors.same();
                  }));
      actor.tell("stop");
      probe.expectMessage(new Signal.PostStop(StopReason.OWN_DECISION));
      probe.expectMessage("effect");
      probe.expectNoMessage(Duration.ofMillis(1));
    });
  }

  /// Runs only in the simulation: on real threads the actor might start before it is stopped.
  @Test
  void e3WhoNeverBeganHearsNothing() {
    Worlds.simulated((system, probe) -> {
      system.spawn(
          Behaviors.<Object>setup(context -> {
            ActorRef<Object> stillborn =
                context.spawn(
                    Behaviors.<Object>setup(_ -> {
                      probe.ref().tell("began");
                      return telling(probe);
                    }));
            context.watch(stillborn);
            context.stop(stillborn); // the stop overtakes the start
            return telling(probe);
          }));

      assertThat(probe.receiveMessage())
          .isInstanceOfSatisfying(
              Signal.Terminated.class,
              it -> assertThat(it.reason()).isEqualTo(StopReason.BY_PARENT));
      probe.expectNoMessage(Duration.ofMillis(1));
    });
  }

  @Test
  void e4ANameIsFreeOnceItsEndIsToldAndTheNextToHaveItIsAnother() throws Exception {
    everywhere((system, probe) -> {
      system.spawn(
          Behaviors.<Object>setup(context -> {
            ActorRef<Object> first = context.spawn(Worlds.stopping(), "child");
            context.watch(first);
            assertThatThrownBy(() -> context.spawn(Worlds.stopping(), "child"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("already has a child named 'child'");
            first.tell("stop");
            return Behaviors.receive(
                (_, _) -> Behaviors.same(),
                (inner, _) -> {
                  ActorRef<Object> second = inner.spawn(telling(probe), "child");
                  assertThat(second).isNotEqualTo(first);
                  assertThat(first.offer("to the first")).isFalse();
                  first.tell("to the first");
                  second.tell("to the second");
                  return Behaviors.same();
                });
          }));

      probe.expectMessage("to the second");
      probe.awaitAssert(() -> assertThat(system.deadLetters().count(Reason.STOPPED)).isEqualTo(1));
      probe.expectNoMessage(Duration.ofMillis(1));
    });
  }

  /// There is no user guardian here: a caller closes the system explicitly, and a top-level actor
  /// that fails does not end it.
  @Test
  void e5TheSystemOutlivesATopLevelFailureAndClosingItWaitsForAll() throws Exception {
    assertThat(ActorSystemConfig.defaults().closeTimeout()).isEqualTo(Duration.ofSeconds(60));
    everywhere((system, probe) -> {
      var observed =
          ActorSystem.create("observed", c -> c.withEnvironment(system.spi().environment()));
      ActorRef<String> weak =
          observed.spawn((_, _) -> {
            throw new IllegalStateException("on purpose");
          });
      weak.tell("go");
      probe.expectTerminated(weak);
      var begun = new CompletableFuture<Void>();
      var gate = new CompletableFuture<Void>();
      ActorRef<String> busy =
          observed.spawn((_, _) -> {
            begun.complete(null);
            Worlds.await(observed, gate);
            probe.ref().tell("done");
            return Behaviors.same();
          });
      busy.tell("go");
      Worlds.await(system, begun);

      CompletableFuture<Void> ended = observed.terminate();
      probe.expectNoMessage(Duration.ofMillis(10));
      assertThat(ended).isNotDone();
      gate.complete(null);
      observed.close();

      Worlds.await(observed, ended); // the listener runs on another thread
      probe.expectMessage("done");
    });
  }
}
