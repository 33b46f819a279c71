package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import io.aether.testkit.core.Journaling.Heard;
import io.aether.testkit.core.Journaling.Order;
import io.aether.testkit.core.Journaling.Started;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SupervisionTest {

  private static final int SEEDS = Rounds.of(50, 2_000);
  private static final RuntimeException FAILURE = new IllegalStateException("on purpose");

  @Test
  void aRestartKeepsQueuedMessagesInOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("restart");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), Journaling.create("a", probe.ref())),
                  "a");
          actor.tell(new Order.Fail(FAILURE));
          actor.tell(new Order.Note(1));
          actor.tell(new Order.Note(2));

          probe.expectMessage(new Started("a"));
          probe.expectMessage(new Heard("a", new Signal.PreRestart()));
          probe.expectMessage(new Started("a"));
          probe.expectMessage(1);
          probe.expectMessage(2);
        });
  }

  @Test
  void aRestartStopsChildrenBeforeTheNewBehaviorStarts() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("children");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), Journaling.create("a", probe.ref())),
                  "a");
          actor.tell(new Order.SpawnChild(Journaling.create("c", probe.ref()), "c", probe.ref()));
          probe.fishForMessage(new Started("c")::equals, Duration.ofSeconds(1));

          actor.tell(new Order.Fail(FAILURE));
          actor.tell(new Order.SpawnChild(Journaling.create("c", probe.ref()), "c", probe.ref()));

          probe.fishForMessage(
              new Heard("a", new Signal.PreRestart())::equals, Duration.ofSeconds(1));
          probe.expectMessage(new Heard("c", new Signal.PostStop(StopReason.BY_PARENT)));
          probe.fishForMessage(new Started("a")::equals, Duration.ofSeconds(1));
          probe.fishForMessage(new Started("c")::equals, Duration.ofSeconds(1));
        });
  }

  @Test
  void resumeKeepsTheStateAndDropsTheMessage() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("resume");
          Behavior<Object> counting =
              Behaviors.setup(_ -> {
                int[] count = {0};
                return (_, message) -> {
                  if (message instanceof ActorRef<?> replyTo) {
                    @SuppressWarnings("unchecked")
                    var typed = (ActorRef<Integer>) replyTo;
                    typed.tell(count[0]);
                    return Behaviors.same();
                  }
                  if (message.equals("fail")) {
                    throw FAILURE;
                  }
                  count[0]++;
                  return Behaviors.same();
                };
              });
          ActorRef<Object> actor =
              system.spawn(Behaviors.supervise(SupervisorStrategy.resume(), counting));
          actor.tell("one");
          actor.tell("fail");
          actor.tell("two");

          int count = actor.<Integer>ask(replyTo -> replyTo, Duration.ofSeconds(1));

          assertThat(count).isEqualTo(2);
        });
  }

  @Test
  void withoutSupervisionAFailureStopsTheActorAndTellsTheWatchingParentWhy() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stop");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> parent = system.spawn(Journaling.create("p", probe.ref()), "p");
          parent.tell(new Order.SpawnChild(Journaling.create("c", probe.ref()), "c", probe.ref()));
          @SuppressWarnings("unchecked")
          var child =
              (ActorRef<Order>)
                  probe.fishForMessage(m -> m instanceof ActorRef<?>, Duration.ofSeconds(1));

          child.tell(new Order.Fail(FAILURE));

          probe.fishForMessage(
              new Heard("p", new Signal.ChildFailed(child, FAILURE))::equals,
              Duration.ofSeconds(1));
        });
  }

  @Test
  void theLimitIsCountedWithinItsWindow() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("limit");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart().withLimit(2, Duration.ofSeconds(1)),
                      Journaling.create("a", probe.ref())),
                  "a");
          actor.tell(new Order.Fail(FAILURE));
          actor.tell(new Order.Fail(FAILURE));
          sim.advance(Duration.ofSeconds(2));
          actor.tell(new Order.Fail(FAILURE));
          actor.tell(new Order.Fail(FAILURE));
          actor.tell(new Order.Note("alive"));
          probe.fishForMessage("alive"::equals, Duration.ofSeconds(1));

          actor.tell(new Order.Fail(FAILURE));

          probe.expectTerminated(actor);
        });
  }

  @Test
  void backoffPausesTwiceAsLongEachTimeAndLosesNoMail() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("backoff");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart()
                          .withBackoff(Duration.ofMillis(100), Duration.ofMillis(300)),
                      Journaling.create("a", probe.ref())),
                  "a");
          for (int pause : new int[] {100, 200, 300, 300}) {
            actor.tell(new Order.Fail(FAILURE));
            actor.tell(new Order.Note(pause));
            probe.fishForMessage(
                new Heard("a", new Signal.PreRestart())::equals, Duration.ofSeconds(1));
            Duration before = sim.now();
            probe.expectMessage(new Started("a"));
            probe.expectMessage(pause);
            assertThat(sim.now().minus(before)).isEqualTo(Duration.ofMillis(pause));
          }
        });
  }

  @Test
  void anErrorStopsTheActorUnderAnySupervision() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("error");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), Journaling.create("a", probe.ref())),
                  "a");

          actor.tell(new Order.Crash(new AssertionError("on purpose")));

          probe.expectTerminated(actor);
        });
  }

  @Test
  void aBehaviorThatCannotBeCreatedIsNotTriedWithoutEnd() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("creation");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(),
                      Behaviors.<String>setup(_ -> {
                        throw FAILURE;
                      })));

          probe.expectTerminated(actor);
        });
  }
}
