package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import io.aether.testkit.core.Journaling.Order;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LifecycleTest {

  private static final int SEEDS = Rounds.of(50, 2_000);

  @Test
  void childrenHearPostStopBeforeTheirParent() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("tree");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> parent = system.spawn(Journaling.create("parent", probe.ref()), "parent");
          parent.tell(
              new Order.SpawnChild(Journaling.create("child", probe.ref()), "child", probe.ref()));
          probe.fishForMessage(
              m -> m.equals(new Journaling.Started("child")), Duration.ofSeconds(1));

          system.stop(parent);

          probe.fishForMessage(
              m ->
                  m.equals(
                      new Journaling.Heard("child", new Signal.PostStop(StopReason.BY_PARENT))),
              Duration.ofSeconds(1));
          probe.expectMessage(
              new Journaling.Heard("parent", new Signal.PostStop(StopReason.BY_PARENT)));
          probe.expectNoMessage();
        });
  }

  @Test
  void aStoppedActorsNameIsFreeOnceItsEndIsKnown() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("names");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> first = system.spawn(Journaling.create("x", probe.ref()), "name");
          assertThatThrownBy(() -> system.spawn(Journaling.create("y", probe.ref()), "name"))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("'name'");

          first.tell(new Order.Stop());
          probe.expectTerminated(first); // at once:
          ActorRef<Order> second = system.spawn(Journaling.create("z", probe.ref()), "name");

          assertThat(second).isNotEqualTo(first);
          assertThat(second.path()).isEqualTo(first.path());
          first.tell(new Order.Note("to the dead"));
          sim.awaitIdle();
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(1);
        });
  }

  @Test
  void aStopLetsTheCurrentMessageFinishAndLeavesTheRestAsDeadLetters() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stop");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Order> actor = system.spawn(Journaling.create("a", probe.ref()), "a");
          actor.tell(new Order.Note(1));
          actor.tell(new Order.Stop());
          actor.tell(new Order.Note(2));
          actor.tell(new Order.Note(3));

          probe.expectMessage(new Journaling.Started("a"));
          probe.expectMessage(1);
          probe.expectMessage(
              new Journaling.Heard("a", new Signal.PostStop(StopReason.OWN_DECISION)));
          probe.expectTerminated(actor);
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(2);
        });
  }

  @Test
  void onlyChildrenAreStoppedAndKnownByNameUntilTheirEnd() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("family");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> stranger = system.spawn(Behaviors.ignore(), "stranger");
          system.spawn(
              Behaviors.<String>setup(context -> {
                ActorRef<String> child = context.spawn(Behaviors.ignore(), "child");
                context.watch(child);
                for (ActorRef<?> none : List.of(stranger, context.self())) {
                  assertThatThrownBy(() -> context.stop(none))
                      .isInstanceOf(IllegalArgumentException.class)
                      .hasMessageContaining("is not a child of");
                }
                assertThatThrownBy(() -> context.watch(context.self()))
                    .isInstanceOf(IllegalArgumentException.class);
                assertThat(context.children()).isEqualTo(List.of(child));
                assertThat(context.child("child")).isEqualTo(Optional.of(child));
                context.stop(child);
                return Behaviors.receiveSignal((inner, _) -> {
                  assertThat(inner.children()).isEmpty();
                  assertThat(inner.child("child")).isEmpty();
                  probe.ref().tell("it has gone");
                  return Behaviors.same();
                });
              }));

          probe.expectMessage("it has gone");
          assertThatThrownBy(() -> system.stop(system.ignoreRef()))
              .isInstanceOf(IllegalArgumentException.class);
        });
  }

  @Test
  void anActorThatStopsSpawnsNoMoreChildren() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("last");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.receive(
                      (_, _) -> Behaviors.stopped(),
                      (context, _) -> {
                        assertThatThrownBy(() -> context.spawn(Behaviors.ignore(), "child"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("STOPPING");
                        probe.ref().tell("refused");
                        return Behaviors.same();
                      }),
                  "actor");

          actor.tell("stop");

          probe.expectMessage("refused");
          probe.expectTerminated(actor);
        });
  }

  @Test
  void theContextIsRefusedOutsideItsActor() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("context");
          var leaked = new AtomicReference<ActorContext<String>>();
          system.spawn(
              Behaviors.<String>setup(context -> {
                leaked.set(context);
                return Behaviors.ignore();
              }));
          sim.awaitIdle();

          assertThatThrownBy(() -> leaked.get().spawn(Behaviors.ignore(), "child"))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("spawn")
              .hasMessageContaining("outside the actor");
        });
  }

  @Test
  @SuppressWarnings("NullAway") // a caller without null checks may do this
  void aBehaviorThatReturnsNullFails() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("null");
          TestProbe<Object> probe = sim.probe(system);
          Behavior<String> broken = (_, _) -> null;
          ActorRef<String> actor = system.spawn(broken, "broken");

          actor.tell("anything");

          probe.expectTerminated(actor);
        });
  }

  @Test
  void messageAdaptersOfOneTypeDoNotMix() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("adapters");
          TestProbe<Object> probe = sim.probe(system);
          var refs = new AtomicReference<List<ActorRef<Integer>>>();
          system.spawn(
              Behaviors.<String>setup(context -> {
                refs.set(
                    List.of(
                        context.<Integer>messageAdapter(n -> "first " + n),
                        context.<Integer>messageAdapter(n -> "second " + n)));
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                });
              }));
          sim.awaitIdle();

          refs.get().get(0).tell(1);
          refs.get().get(1).tell(2);

          probe.expectMessage("first 1");
          probe.expectMessage("second 2");
        });
  }

  @Test
  void closingASystemWaitsForEveryActorsEnd() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var observed = sim.system("observed");
          var observer = sim.system("observer");
          TestProbe<Object> probe = sim.probe(observer);
          for (int n = 0; n < 5; n++) {
            observed.spawn(Journaling.create("a" + n, probe.ref()), "a" + n);
          }
          probe.receiveMessages(5);

          observed.close();

          assertThat(probe.receiveMessages(5))
              .allMatch(m ->
                  m instanceof Journaling.Heard(var _, var signal)
                      && signal instanceof Signal.PostStop);
          assertThatThrownBy(() -> observed.spawn(Behaviors.ignore(), "late"))
              .isInstanceOf(IllegalStateException.class);
        });
  }

  @Test
  void anActorCannotCloseTheSystemThatWouldWaitForIt() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("own end");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.receiveMessage(message -> {
                    if (message.equals("close")) {
                      assertThatThrownBy(system::close)
                          .isInstanceOf(IllegalStateException.class)
                          .hasMessageContaining("use terminate()");
                    }
                    probe.ref().tell(message);
                    return Behaviors.same();
                  }));

          actor.tell("close");
          actor.tell("goes on");

          probe.expectMessages("close", "goes on");
        });
  }

  @Test
  void anActorSpawnedAfterTheEndOfItsSystemIsStoppedAtOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("over");
          TestProbe<String> probe = sim.probe(sim.system("observer"));
          system.close();

          ActorRef<String> late = system.spi().spawnSystem(Behaviors.ignore(), "late");

          assertThat(probe.expectTerminated(late)).isEqualTo(StopReason.SHUTDOWN);
        });
  }

  @Test
  void aUniqueNameBeginsWithItsPrefixAndIsNobodyElses() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("unique");
          TestProbe<String> probe = sim.probe(system);
          system.spawn(
              Behaviors.<String>setup(context -> {
                for (int n = 0; n < 3; n++) {
                  probe.ref().tell(context.spawnUnique(Behaviors.ignore(), "w").path().name());
                }
                return Behaviors.ignore();
              }));

          assertThat(probe.receiveMessages(3))
              .doesNotHaveDuplicates()
              .allMatch(name -> name.matches("w-\\$\\d+"));
        });
  }

  @Test
  void theIgnoreRefTakesEverythingAndLeavesNoDeadLetter() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("ignore");

          system.<String>ignoreRef().tell("anything");
          system.<Integer>ignoreRef().tell(1);
          sim.advance(Duration.ofSeconds(3));

          assertThat(system.deadLetters().count()).isZero();
          assertThat(system.uptime()).isEqualTo(Duration.ofSeconds(3));
        });
  }

  @Test
  @SuppressWarnings("NullAway") // a caller without null checks may do this
  void anAdapterThatMakesNullOfAMessageLeavesItUnhandled() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("null");
          TestProbe<Object> probe = sim.probe(system);
          system.spawn(
              Behaviors.<String>setup(context -> {
                probe.ref().tell(context.<Integer>messageAdapter(n -> n > 0 ? "n" + n : null));
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                });
              }));
          @SuppressWarnings("unchecked") // see above
          var adapter = (ActorRef<Integer>) probe.receiveMessage();

          adapter.tell(0);
          adapter.tell(1);

          probe.expectMessage("n1");
          assertThat(system.deadLetters().count(DeadLetter.Reason.UNHANDLED)).isEqualTo(1);
        });
  }
}
