package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeathWatchTest {

  private static final int SEEDS = Rounds.of(50, 2_000);

  private static Behavior<Object> telling(ActorRef<Object> probe) {
    return Behaviors.receive(
        (_, message) -> {
          probe.tell(message);
          return Behaviors.same();
        },
        (_, signal) -> {
          probe.tell(signal);
          return Behaviors.same();
        });
  }

  private static Behavior<String> stoppable() {
    return Behaviors.receiveMessage(_ -> Behaviors.stopped());
  }

  @Test
  void terminatedArrivesBehindEverythingTheDeadActorHadSent() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("order");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<ActorRef<Object>> talker =
              system.spawn(
                  Behaviors.receiveMessage(to -> {
                    for (int n = 0; n < 5; n++) {
                      to.tell(n);
                    }
                    return Behaviors.stopped();
                  }));
          ActorRef<Object> watcher =
              system.spawn(
                  Behaviors.<Object>setup(context -> {
                    context.watch(talker);
                    return telling(probe.ref());
                  }));
          talker.tell(watcher);

          for (int n = 0; n < 5; n++) {
            probe.expectMessage(n);
          }
          probe.expectMessage(new Signal.Terminated(talker, StopReason.OWN_DECISION));
        });
  }

  @Test
  void watchingTheDeadTellsAtOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("dead");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> dead = system.spawn(stoppable());
          dead.tell("stop");
          probe.expectTerminated(dead);

          system.spawn(
              Behaviors.<Object>setup(context -> {
                context.watch(dead);
                return telling(probe.ref());
              }));

          probe.expectMessage(new Signal.Terminated(dead, StopReason.OWN_DECISION));
        });
  }

  @Test
  void anUnwatchedActorsEndIsNotToldEvenIfTheNoticeWaits() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("unwatch");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> victim = system.spawn(stoppable());
          ActorRef<Object> watcher =
              system.spawn(
                  Behaviors.<Object>setup(context -> {
                    context.watch(victim);
                    Behavior<Object> telling = telling(probe.ref());
                    return Behaviors.receive(
                        (inner, message) -> {
                          if (message.equals("unwatch")) {
                            victim.tell("stop");
                            probe.expectTerminated(victim); // the notice is in the mailbox then
                            inner.unwatch(victim);
                          }
                          return Behaviors.same();
                        },
                        telling::onSignal);
                  }));

          watcher.tell("unwatch");
          sim.awaitIdle();

          probe.expectNoMessage();
        });
  }

  @Test
  void anUnhandledTerminatedFailsTheWatcher() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("pact");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> victim = system.spawn(stoppable());
          ActorRef<Object> watcher =
              system.spawn(
                  Behaviors.<Object>setup(context -> {
                    context.watch(victim);
                    return Behaviors.ignore();
                  }));
          sim.awaitIdle();

          victim.tell("stop");

          probe.expectTerminated(watcher);
        });
  }

  /// The other watcher handles the notice on the thread of the actor that stops, before the next
  /// watcher receives one.
  @Test
  void theParentIsToldBeforeOthers() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      ActorRef<Object> parent =
          kit.spawn(
              Behaviors.<Object>setup(context -> {
                ActorRef<String> child = context.spawn(stoppable(), "child");
                probe.ref().tell(child);
                return Behaviors.receive(
                    (inner, message) -> {
                      if (message.equals("watch")) {
                        inner.watch(child);
                      } else {
                        inner.spawn(stoppable(), "child"); // the name is free
                      }
                      probe.ref().tell(message);
                      return Behaviors.same();
                    },
                    (_, signal) -> {
                      probe.ref().tell(signal.getClass());
                      return Behaviors.same();
                    });
              }));
      @SuppressWarnings("unchecked") // the child is an ActorRef<String>
      var child = (ActorRef<String>) probe.receiveMessage();
      kit.spawn(
          Behaviors.<Object>setup(context -> {
            context.watch(child);
            probe.ref().tell("watched");
            return Behaviors.receiveSignal((_, _) -> {
              parent.tell("another has heard of it");
              return Behaviors.same();
            });
          }),
          Props.defaults().withDispatcher(DispatcherSelector.callers()));
      probe.expectMessage("watched");
      parent.tell("watch");
      probe.expectMessage("watch");

      child.tell("stop");

      probe.expectMessages(Signal.Terminated.class, "another has heard of it");
    }
  }

  @Test
  void anEndNobodyHandlesGoesUpTheTree() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("up");
          TestProbe<Object> probe = sim.probe(system);
          Behavior<String> weak =
              Behaviors.receiveMessage(message -> {
                throw new IllegalStateException(message);
              });
          Behavior<String> middle =
              Behaviors.setup(context -> {
                ActorRef<String> child = context.spawn(weak, "weak");
                context.watch(child);
                child.tell("on purpose");
                return Behaviors.ignore();
              });
          ActorRef<Object> top =
              system.spawn(
                  Behaviors.<Object>setup(context -> {
                    context.watch(context.spawn(middle, "middle"));
                    return telling(probe.ref());
                  }));

          assertThat(probe.receiveMessage())
              .isInstanceOfSatisfying(
                  Signal.ChildFailed.class,
                  it ->
                      assertThat(it.cause())
                          .isInstanceOf(Signal.DeathPactException.class)
                          .hasStackTraceContaining("on purpose"));
          assertThat(top.offer("still there")).isTrue();
        });
  }

  /// Otherwise every actor that ever watched a long-lived actor would stay on the heap.
  @Test
  void anActorThatEndsWatchesNobodyAnyMore() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("leave");
          var watched = new Watched(system);
          ActorRef<String> watcher =
              system.spawn(
                  Behaviors.setup(context -> {
                    context.watch(watched);
                    return stoppable();
                  }));
          watcher.tell("stop");
          sim.awaitIdle();

          assertThat(watched.heard)
              .containsExactly(
                  new SystemMessage.Watch(watcher), new SystemMessage.Unwatch(watcher));
        });
  }

  /// Records its watchers.
  private static final class Watched extends AbstractRef<String> {
    private final ActorSystem system;
    private final List<SystemMessage> heard = new ArrayList<>();

    Watched(ActorSystem system) {
      this.system = system;
    }

    @Override
    public void tell(String message) {}

    @Override
    public void send(SystemMessage message) {
      heard.add(message);
    }

    @Override
    public ActorPath path() {
      return new ActorPath("/watched");
    }

    @Override
    public ActorSystem system() {
      return system;
    }
  }
}
