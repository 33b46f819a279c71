package io.aether.testkit.core;

import static io.aether.actor.pattern.ChildSpec.Lifetime.PERMANENT;
import static io.aether.actor.pattern.ChildSpec.Lifetime.TEMPORARY;
import static io.aether.actor.pattern.ChildSpec.Lifetime.TRANSIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.pattern.ChildSpec;
import io.aether.actor.pattern.Supervisor;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Longer than most because the three scopes are tested against the same kinds of ends.
class SupervisorTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Supervisor.Intensity OFTEN =
      new Supervisor.Intensity(3, Duration.ofSeconds(5));
  private static final RuntimeException FAILURE = new IllegalStateException("on purpose");

  private interface Kind {
    Behavior<Supervisor.Command> of(Supervisor.Intensity intensity, ChildSpec<?>... children);
  }

  /// A supervisor of the children a, b and c, all of which have started.
  private static final class Family {
    final ActorSystem system;
    final TestProbe<Object> probe;
    final ActorRef<Supervisor.Command> supervisor;
    final ActorRef<Order> a;
    final ActorRef<Order> b;
    final ActorRef<Order> c;

    Family(ActorSystem system, TestProbe<Object> probe, Kind kind, ChildSpec.Lifetime ofB)
        throws InterruptedException {
      this.system = system;
      this.probe = probe;
      var a = ChildSpec.of("a", PERMANENT, Journaling.create("a", probe.ref()));
      var b = ChildSpec.of("b", ofB, Journaling.create("b", probe.ref()));
      var c = ChildSpec.of("c", PERMANENT, Journaling.create("c", probe.ref()));
      supervisor = system.spawn(kind.of(OFTEN, a, b, c), "s");
      expectStarts("a", "b", "c");
      this.a = find(supervisor, a).orElseThrow();
      this.b = find(supervisor, b).orElseThrow();
      this.c = find(supervisor, c).orElseThrow();
    }

    void expectStarts(String... names) {
      Stream.of(names).forEach(name -> probe.expectMessage(new Started(name)));
    }

    void expectPreRestarts(String... names) {
      Stream.of(names)
          .forEach(name -> probe.expectMessage(new Heard(name, new Signal.PreRestart())));
    }

    void expectStops(StopReason reason, String... names) {
      Stream.of(names)
          .forEach(name -> probe.expectMessage(new Heard(name, new Signal.PostStop(reason))));
    }
  }

  private static <M> Optional<ActorRef<M>> find(
      ActorRef<Supervisor.Command> supervisor, ChildSpec<M> spec) throws InterruptedException {
    return supervisor.ask(replyTo -> new Supervisor.Find<>(spec, replyTo), Duration.ofMinutes(1));
  }

  private interface Body {
    void run(Family family) throws Exception;
  }

  private static void explore(Kind kind, ChildSpec.Lifetime ofB, Body body) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("family");
          body.run(new Family(system, sim.probe(sim.system("observer")), kind, ofB));
          system.close();
        });
  }

  @Test
  void oneForOneRestartsOnlyTheChildThatFailedAndItsRefStaysValid() {
    explore(
        Supervisor::oneForOne,
        PERMANENT,
        family -> {
          family.b.tell(new Order.Fail(FAILURE));
          family.b.tell(new Order.Note("kept message"));

          family.expectPreRestarts("b");
          family.expectStarts("b");
          family.probe.expectMessage("kept message");
          family.probe.expectNoMessage(SECOND);
        });
  }

  @Test
  void oneForOneWorksOnRealThreadsToo() throws Exception {
    try (var kit = ActorTestKit.create()) {
      Family family =
          new Family(kit.system(), kit.createTestProbe(), Supervisor::oneForOne, PERMANENT);

      family.b.tell(new Order.Fail(FAILURE));
      family.b.tell(new Order.Note("kept message"));

      family.expectPreRestarts("b");
      family.expectStarts("b");
      family.probe.expectMessage("kept message");
    }
  }

  @Test
  void restForOneRestartsThoseBehindToo() {
    explore(
        Supervisor::restForOne,
        PERMANENT,
        family -> {
          family.b.tell(new Order.Fail(FAILURE));
          family.b.tell(new Order.Note("b's message"));

          family.probe.expectMessagesInAnyOrder(
              new Heard("b", new Signal.PreRestart()), new Heard("c", new Signal.PreRestart()));
          family.expectStarts("b");
          family.probe.fishForMessage("b's message"::equals);
        });
  }

  @Test
  void allForOneStopsInReverseAndStartsInOrder() {
    explore(
        Supervisor::allForOne,
        PERMANENT,
        family -> {
          family.c.tell(new Order.Fail(FAILURE));

          family.expectPreRestarts("c", "b", "a");
          family.expectStarts("a", "b", "c");
          family.a.tell(new Order.Note("the same ref"));
          family.probe.expectMessage("the same ref");
        });
  }

  @Test
  void aChildIsNotStartedBeforeThePreviousOneHasBecomeItsBehavior() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("order");
          TestProbe<Object> probe = sim.probe(system);
          int[] attempts = {0};
          Behavior<Order> slow =
              Behaviors.setup(_ -> {
                if (++attempts[0] < 3) {
                  throw FAILURE;
                }
                probe.ref().tell("slow one is ready");
                return Behaviors.empty();
              });
          system.spawn(
              Supervisor.oneForOne(
                  OFTEN,
                  ChildSpec.of("slow", PERMANENT, slow),
                  ChildSpec.of("b", PERMANENT, Journaling.create("b", probe.ref()))));

          probe.expectMessage("slow one is ready");
          probe.expectMessage(new Started("b"));
        });
  }

  @Test
  void aSupervisorStopsItsChildrenInReverseOrder() {
    explore(
        Supervisor::oneForOne,
        PERMANENT,
        family -> {
          family.system.stop(family.supervisor);

          family.expectStops(StopReason.BY_PARENT, "c", "b", "a");
        });
  }

  @Test
  void aPeriodMayBeUnbounded() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("ever");
          TestProbe<Object> probe = sim.probe(system);
          var child = ChildSpec.of("a", PERMANENT, Journaling.create("a", probe.ref()));
          var ever = new Supervisor.Intensity(1, Duration.ofSeconds(Long.MAX_VALUE));
          ActorRef<Supervisor.Command> supervisor = system.spawn(Supervisor.oneForOne(ever, child));
          ActorRef<Order> a = find(supervisor, child).orElseThrow();

          a.tell(new Order.Fail(FAILURE));
          sim.sleep(Duration.ofDays(1));
          assertThat(find(supervisor, child)).contains(a);
          a.tell(new Order.Fail(FAILURE));

          probe.expectTerminated(supervisor);
        });
  }

  @Test
  void moreFailuresThanTheIntensityAllowsAreTheSupervisorsOwn() {
    explore(
        Supervisor::oneForOne,
        PERMANENT,
        family -> {
          for (int n = 0; n < 3; n++) {
            family.b.tell(new Order.Fail(FAILURE));
            family.expectPreRestarts("b");
            family.expectStarts("b");
          }

          family.c.tell(new Order.Fail(FAILURE));

          family.expectPreRestarts("c");
          family.expectStops(StopReason.BY_PARENT, "b", "a");
          assertThat(family.probe.expectTerminated(family.supervisor))
              .isEqualTo(StopReason.FAILURE);
        });
  }

  @Test
  void failuresOfLongAgoDoNotCount() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("intensity");
          Family family = new Family(system, sim.probe(system), Supervisor::oneForOne, PERMANENT);
          for (int n = 0; n < 10; n++) {
            family.b.tell(new Order.Fail(FAILURE));
            family.expectPreRestarts("b");
            family.expectStarts("b");
            sim.advance(Duration.ofSeconds(2));
          }
        });
  }

  @Test
  void aPermanentChildThatStopsComesBackUnderTheSameRef() {
    explore(
        Supervisor::oneForOne,
        PERMANENT,
        family -> {
          family.b.tell(new Order.Stop());
          family.b.tell(new Order.Note("back"));

          family.expectPreRestarts("b");
          family.expectStarts("b");
          family.probe.expectMessage("back");
        });
  }

  @Test
  void aTransientChildComesBackFromAFailureButMayEnd() {
    explore(
        Supervisor::oneForOne,
        TRANSIENT,
        family -> {
          family.b.tell(new Order.Fail(FAILURE));
          family.expectPreRestarts("b");
          family.expectStarts("b");

          family.b.tell(new Order.Stop());

          family.expectStops(StopReason.OWN_DECISION, "b");
          family.probe.expectNoMessage(SECOND);
          family.a.tell(new Order.Note("the others go on"));
          family.probe.expectMessage("the others go on");
        });
  }

  @Test
  void aTemporaryChildDoesNotComeBack() {
    explore(
        Supervisor::allForOne,
        TEMPORARY,
        family -> {
          family.c.tell(new Order.Fail(FAILURE));

          family.expectPreRestarts("c");
          family.expectStops(StopReason.BY_PARENT, "b");
          family.expectPreRestarts("a");
          family.expectStarts("a", "c");
        });
  }

  @Test
  void theEndOfASignificantChildIsTheEndOfAll() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("significant");
          TestProbe<Object> probe = sim.probe(system);
          var job = ChildSpec.of("job", TRANSIENT, Journaling.create("job", probe.ref()));
          var helper = ChildSpec.of("helper", PERMANENT, Journaling.create("h", probe.ref()));
          var supervisor = system.spawn(Supervisor.oneForOne(OFTEN, helper, job.asSignificant()));
          var ref = find(supervisor, job.asSignificant()).orElseThrow();

          ref.tell(new Order.Stop());

          assertThat(probe.expectTerminated(supervisor)).isEqualTo(StopReason.OWN_DECISION);
        });
  }

  @Test
  void siblingsKnowEachOthersRefs() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("siblings");
          TestProbe<Object> probe = sim.probe(system);
          var first = ChildSpec.of("first", PERMANENT, Journaling.create("first", probe.ref()));
          ChildSpec<String> second =
              ChildSpec.using(
                  "second",
                  PERMANENT,
                  siblings -> {
                    siblings.ref(first).tell(new Order.Note("hello"));
                    return Behaviors.ignore();
                  });
          system.spawn(Supervisor.oneForOne(OFTEN, first, second));

          probe.expectMessage(new Started("first"));
          probe.expectMessage("hello");
        });
  }

  @Test
  void aSupervisionOfTheChildsOwnDecidesFirst() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("own");
          TestProbe<Object> probe = sim.probe(system);
          var spec =
              ChildSpec.of(
                  "a",
                  PERMANENT,
                  Behaviors.supervise(
                      SupervisorStrategy.resume(), Journaling.create("a", probe.ref())));
          var none = new Supervisor.Intensity(0, SECOND);
          var supervisor = system.spawn(Supervisor.oneForOne(none, spec));
          ActorRef<Order> a = find(supervisor, spec).orElseThrow();

          a.tell(new Order.Fail(FAILURE));
          a.tell(new Order.Note("resumed"));

          probe.expectMessage(new Started("a"));
          probe.expectMessage("resumed");
        });
  }

  @Test
  void supervisorsNestAndTheOuterOneStartsTheInnerOneAnew() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("nest");
          TestProbe<Object> probe = sim.probe(system);
          var leaf = ChildSpec.of("leaf", PERMANENT, Journaling.create("leaf", probe.ref()));
          var inner =
              ChildSpec.of(
                  "inner",
                  PERMANENT,
                  Supervisor.oneForOne(new Supervisor.Intensity(0, SECOND), leaf));
          var outer = system.spawn(Supervisor.oneForOne(OFTEN, inner));
          var innerRef = find(outer, inner).orElseThrow();
          probe.expectMessage(new Started("leaf"));

          find(innerRef, leaf).orElseThrow().tell(new Order.Fail(FAILURE));

          probe.expectMessage(new Heard("leaf", new Signal.PreRestart()));
          probe.expectMessage(new Started("leaf"));
          assertThat(find(innerRef, leaf)).isPresent();
        });
  }

  @Test
  void aChildThatTakesTooLongToStopDoesNotHoldUpTheOthers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("patience");
          TestProbe<Object> probe = sim.probe(sim.system("observer"));
          var a = ChildSpec.of("a", PERMANENT, Journaling.create("a", probe.ref()));
          Behavior<String> slow =
              Behaviors.receiveSignal((_, _) -> {
                sim.sleep(Duration.ofSeconds(10));
                probe.ref().tell("at last");
                return Behaviors.same();
              });
          var b = ChildSpec.of("b", PERMANENT, slow).withPatience(SECOND);
          var supervisor = system.spawn(Supervisor.oneForOne(OFTEN, a, b));
          probe.expectMessage(new Started("a"));
          sim.awaitIdle();

          system.stop(supervisor);

          probe.expectMessage(
              new Heard("a", new Signal.PostStop(StopReason.BY_PARENT)), Duration.ofSeconds(2));
          probe.expectMessage("at last", Duration.ofSeconds(20));
        });
  }

  @Test
  void aChildThatTakesTooLongToStopDelaysTheOthersOnlyOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("once");
          TestProbe<Object> probe = sim.probe(sim.system("observer"));
          var children = new ArrayList<ChildSpec<?>>();
          for (String name : List.of("a", "b", "c", "d")) {
            children.add(ChildSpec.of(name, PERMANENT, Journaling.create(name, probe.ref())));
          }
          Behavior<String> slow =
              Behaviors.receiveSignal((_, _) -> {
                sim.sleep(Duration.ofSeconds(10));
                return Behaviors.same();
              });
          children.add(ChildSpec.of("slow", PERMANENT, slow).withPatience(SECOND));
          var supervisor =
              system.spawn(Supervisor.oneForOne(OFTEN, children.toArray(ChildSpec<?>[]::new)));
          sim.awaitIdle();

          system.stop(supervisor);

          sim.sleep(Duration.ofMillis(1_500));
          assertThat(probe.receiveMessages(8))
              .contains(new Heard("a", new Signal.PostStop(StopReason.BY_PARENT)));
        });
  }

  @Test
  void theNextLifeOfAChildReceivesNothingThatItsLastEffectHasStarted() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          TestProbe<Object> probe = sim.probe(sim.system("observer"));
          Behavior<String> child =
              Behaviors.setup(context -> {
                probe.ref().tell("started");
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.stopped(() -> {
                    context.timers().startSingle("key", "timer", SECOND);
                    context.async(() -> "work", _ -> "work");
                  });
                });
              });
          var spec = ChildSpec.of("child", PERMANENT, child);
          var supervisor = sim.system("effect").spawn(Supervisor.oneForOne(OFTEN, spec));
          probe.expectMessage("started");

          find(supervisor, spec).orElseThrow().tell("stop");

          probe.expectMessages("stop", "started");
          probe.expectNoMessage(Duration.ofSeconds(5));
        });
  }

  @Test
  void siblingsThatFailWhileTheyAreStoppedForAnotherCountOnceWithThatOne() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("incident");
          TestProbe<Object> probe = sim.probe(system);
          var a =
              ChildSpec.of("a", PERMANENT, failingAfter(Duration.ofMillis(500), sim, "a", probe));
          var b = ChildSpec.of("b", PERMANENT, failingAfter(SECOND, sim, "b", probe));
          var c = ChildSpec.of("c", PERMANENT, Journaling.create("c", probe.ref()));
          var once = new Supervisor.Intensity(1, Duration.ofSeconds(5));
          var supervisor = system.spawn(Supervisor.allForOne(once, a, b, c));
          probe.expectMessages(new Started("a"), new Started("b"), new Started("c"));
          find(supervisor, a).orElseThrow().tell("fail");
          find(supervisor, b).orElseThrow().tell("fail");
          sim.sleep(Duration.ofMillis(1));

          find(supervisor, c).orElseThrow().tell(new Order.Fail(FAILURE));

          probe.expectMessage(new Heard("c", new Signal.PreRestart()));
          probe.expectMessages(new Started("a"), new Started("b"), new Started("c"));
          find(supervisor, c).orElseThrow().tell(new Order.Fail(FAILURE));
          assertThat(probe.expectTerminated(supervisor)).isEqualTo(StopReason.FAILURE);
        });
  }

  private static Behavior<String> failingAfter(
      Duration pause, Simulation sim, String name, TestProbe<Object> probe) {
    return Behaviors.setup(_ -> {
      probe.ref().tell(new Started(name));
      return Behaviors.receiveMessage(_ -> {
        sim.sleep(pause);
        throw FAILURE;
      });
    });
  }

  @Test
  void aChildThatTakesTooLongToStopForARestartHoldsUpOnlyThoseThatStartAfterIt() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("patience");
          TestProbe<Object> probe = sim.probe(system);
          var a = ChildSpec.of("a", PERMANENT, Journaling.create("a", probe.ref()));
          var b =
              ChildSpec.of("b", PERMANENT, failingAfter(Duration.ofSeconds(10), sim, "b", probe))
                  .withPatience(SECOND);
          var c = ChildSpec.of("c", PERMANENT, Journaling.create("c", probe.ref()));
          var once = new Supervisor.Intensity(1, Duration.ofSeconds(5));
          var supervisor = system.spawn(Supervisor.allForOne(once, a, b, c));
          probe.expectMessages(new Started("a"), new Started("b"), new Started("c"));
          find(supervisor, b).orElseThrow().tell("fail");
          sim.sleep(Duration.ofMillis(1));

          find(supervisor, c).orElseThrow().tell(new Order.Fail(FAILURE));

          probe.expectMessage(new Heard("c", new Signal.PreRestart()));
          probe.expectMessage(new Heard("a", new Signal.PreRestart()), Duration.ofSeconds(2));
          probe.expectMessage(new Started("a"), Duration.ofMillis(1));
          probe.expectNoMessage(Duration.ofSeconds(5));
          probe.expectMessage(new Started("b"), Duration.ofSeconds(5));
          probe.expectMessage(new Started("c"));
        });
  }

  @Test
  void anErrorOfAChildIsTheSupervisorsFailure() {
    explore(
        Supervisor::oneForOne,
        PERMANENT,
        family -> {
          family.b.tell(new Order.Crash(new AssertionError("on purpose")));

          assertThat(family.probe.expectTerminated(family.supervisor))
              .isEqualTo(StopReason.FAILURE);
        });
  }

  @Test
  void twoChildrenOfOneNameAreRefused() {
    ChildSpec<String> spec = ChildSpec.of("a", PERMANENT, Behaviors.ignore());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Supervisor.oneForOne(OFTEN, spec, spec))
        .withMessageContaining("[a, a]");
    assertThatIllegalArgumentException()
        .isThrownBy(spec::asSignificant)
        .withMessageContaining("TRANSIENT");
  }
}
