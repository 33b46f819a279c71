package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SpawnOptions;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import io.aether.testkit.core.Journaling.Heard;
import io.aether.testkit.core.Journaling.Order;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StopReasonTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final RuntimeException FAILURE = new IllegalStateException("on purpose");

  private static Heard postStop(String name, StopReason reason) {
    return new Heard(name, new Signal.PostStop(reason));
  }

  @Test
  void anActorThatStopsItselfGivesItsOwnDecisionAsReason() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("own");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> actor = system.spawn(Journaling.create("a", probe.ref()));

          actor.tell(new Order.Stop());

          assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.OWN_DECISION);
          probe.fishForMessage(
              postStop("a", StopReason.OWN_DECISION)::equals, Duration.ofSeconds(1));
        });
  }

  @Test
  void theChildrenOfAStoppingActorAreStoppedByTheirParent() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("parent");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> parent = system.spawn(Journaling.create("p", probe.ref()));
          parent.tell(new Order.SpawnChild(Journaling.create("c", probe.ref()), "c", probe.ref()));
          probe.fishForMessage(new Journaling.Started("c")::equals, Duration.ofSeconds(1));

          parent.tell(new Order.Stop());

          probe.fishForMessage(postStop("c", StopReason.BY_PARENT)::equals, Duration.ofSeconds(1));
          probe.expectMessage(postStop("p", StopReason.OWN_DECISION));
        });
  }

  @Test
  void aFailureAndAFailedCreationAreToldApart() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("failure");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> failing = system.spawn(Journaling.create("a", probe.ref()));
          ActorRef<Order> stillborn =
              system.spawn(
                  Behaviors.<Order>setup(_ -> {
                    throw FAILURE;
                  }));

          failing.tell(new Order.Fail(FAILURE));

          assertThat(probe.expectTerminated(failing)).isEqualTo(StopReason.FAILURE);
          assertThat(probe.expectTerminated(stillborn)).isEqualTo(StopReason.CREATION_FAILED);
          probe.fishForMessage(postStop("a", StopReason.FAILURE)::equals, Duration.ofSeconds(1));
        });
  }

  @Test
  void theEndOfTheSystemReachesTheWholeTree() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("shutdown");
          TestProbe<Object> probe = sim.probe(sim.system("observer"));
          ActorRef<Order> parent = system.spawn(Journaling.create("p", probe.ref()));
          parent.tell(new Order.SpawnChild(Journaling.create("c", probe.ref()), "c", probe.ref()));
          probe.fishForMessage(new Journaling.Started("c")::equals, Duration.ofSeconds(1));

          system.close();

          probe.fishForMessage(postStop("c", StopReason.SHUTDOWN)::equals, Duration.ofSeconds(1));
          probe.expectMessage(postStop("p", StopReason.SHUTDOWN));
        });
  }

  @Test
  void anActorThatLosesItsNameIsFenced() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("fenced");
          TestProbe<Object> probe = sim.probe(system);
          var fenced = SpawnOptions.NONE.withOwnership(new Lost());
          system.spawn(
              Behaviors.<Object>setup(context -> {
                ActorRef<Order> child =
                    system
                        .spi()
                        .spawnChild(context, Journaling.create("c", probe.ref()), "c", fenced);
                child.tell(new Order.Note("too late"));
                return Behaviors.ignore();
              }));

          probe.expectMessage(new Journaling.Started("c"));
          probe.expectMessage(postStop("c", StopReason.FENCED));
        });
  }

  private record Lost() implements Ownership {
    @Override
    public long epoch() {
      return 1;
    }

    @Override
    public boolean isHeld() {
      return false;
    }
  }

  @Test
  void theEffectOfAStopComesOnceAndAfterChildrenAndPostStop() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("effect");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(withEffect(probe.ref()));
          probe.expectMessage(new Journaling.Started("c"));

          actor.tell("stop");

          probe.fishForMessage(postStop("c", StopReason.BY_PARENT)::equals, Duration.ofSeconds(1));
          probe.expectMessage(new Signal.PostStop(StopReason.OWN_DECISION));
          probe.expectMessage("effect");
          probe.expectTerminated(actor);
          probe.expectNoMessage();
        });
  }

  @Test
  void theEffectOfAStopRunsOnRealThreadsToo() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      ActorRef<String> actor = kit.spawn(withEffect(probe.ref()));
      probe.expectMessage(new Journaling.Started("c"));

      actor.tell("stop");

      assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.OWN_DECISION);
      assertThat(probe.receiveMessages(3)).last().isEqualTo("effect");
    }
  }

  /// Has a child, and stops at the first message.
  private static Behavior<String> withEffect(ActorRef<Object> probe) {
    return Behaviors.setup(context -> {
      context.spawn(Journaling.create("c", probe), "c");
      return new Behavior<>() {
        @Override
        public Behavior<String> onMessage(ActorContext<String> c, String message) {
          return Behaviors.stopped(() -> probe.tell("effect"));
        }

        @Override
        public Behavior<String> onSignal(ActorContext<String> c, Signal signal) {
          probe.tell(signal);
          return this;
        }
      };
    });
  }

  @Test
  void aSetupThatNeverRanHearsNoPostStop() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("never");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<ActorRef<Order>> parent =
              system.spawn(
                  Behaviors.setup(context -> {
                    context.stop(context.spawn(Journaling.create("c", probe.ref()), "c"));
                    return Behaviors.stopped();
                  }));

          probe.expectTerminated(parent);

          probe.expectNoMessage();
        });
  }
}
