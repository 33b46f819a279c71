package io.aether.testkit.core;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
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
                            probe.expectTerminated(victim); // so the notice is in the mailbox
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
}
