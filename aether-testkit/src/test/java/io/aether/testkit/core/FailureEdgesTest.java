package io.aether.testkit.core;

import static io.aether.actor.SupervisorStrategy.restart;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Failures in the places around a behavior: decisions, listeners, setups and signal handlers.
class FailureEdgesTest {

  private static final int SEEDS = Rounds.of(20, 1_000);

  private static Behavior<String> failing() {
    return Behaviors.receiveMessage(message -> {
      throw new IllegalStateException(message);
    });
  }

  private static void stopsWhenDecidedBy(
      Function<? super Exception, ? extends SupervisorStrategy> decider) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("decision");
          ActorRef<String> actor = system.spawn(Behaviors.supervise(decider, failing()));
          TestProbe<Object> probe = sim.probe(system);

          actor.tell("made to fail");

          probe.expectTerminated(actor);
        });
  }

  @Test
  @SuppressWarnings("NullAway") // a careless switch may return null
  void aDecisionThatIsNullStopsTheActor() {
    stopsWhenDecidedBy(_ -> null);
  }

  @Test
  void aDecisionThatEndsInAnErrorStopsTheActor() {
    stopsWhenDecidedBy(_ -> {
      throw new AssertionError("made to fail");
    });
  }

  @Test
  void aLimitMayBeUnbounded() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("unbounded");
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      restart().withLimit(1, Duration.ofSeconds(Long.MAX_VALUE)), failing()));
          TestProbe<Object> probe = sim.probe(system);

          actor.tell("first");
          actor.tell("second");

          probe.expectTerminated(actor);
        });
  }

  @Test
  void aSetupMayFailAHundredThousandTimes() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("again");
          Behavior<String> impossible =
              Behaviors.setup(_ -> {
                throw new NoStack();
              });
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      restart().withLimit(100_000, Duration.ofHours(1)), impossible));

          sim.probe(system).expectTerminated(actor);
        });
  }

  private static final class NoStack extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoStack() {
      super("made to fail", null, false, false);
    }
  }

  @Test
  void aDeadLetterListenerThatEndsInAnErrorHarmsNobody() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("listener");
          ActorRef<String> actor = system.spawn(Behaviors.<String>empty());
          TestProbe<Object> probe = sim.probe(system);
          system
              .deadLetters()
              .listen(_ -> {
                throw new AssertionError("made to fail");
              });

          actor.tell("unhandled");
          system.stop(actor);
          probe.expectTerminated(actor);
          actor.tell("too late");
          sim.awaitIdle();

          assertThat(system.deadLetters().count()).isEqualTo(2);
        });
  }

  @Test
  @SuppressWarnings("NullAway") // a caller without null checks may do this
  void anAskWithoutARequestFailsAtOnceAndLeavesNothingBehind() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("ask");
          ActorRef<String> actor = system.spawn(Behaviors.<String>ignore());

          assertThatThrownBy(() -> actor.<String>askAsync(_ -> null, Duration.ofSeconds(1)))
              .isInstanceOf(NullPointerException.class)
              .hasMessageContaining("request");

          sim.advance(Duration.ofSeconds(2));
        });
  }

  @Test
  void aRestartedParentDoesNotHearOfTheChildrenOfItsFormerLife() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("parent");
          TestProbe<Object> probe = sim.probe(system);
          Behavior<String> parent =
              Behaviors.setup(context -> {
                context.watch(context.spawn(Behaviors.<String>ignore(), "child"));
                probe.ref().tell("started");
                return Behaviors.receive(
                    (_, message) -> {
                      if (message.equals("fail")) {
                        throw new IllegalStateException("made to fail");
                      }
                      probe.ref().tell(message);
                      return Behaviors.same();
                    },
                    (_, signal) -> {
                      probe.ref().tell(signal);
                      return Behaviors.same();
                    });
              });
          ActorRef<String> actor = system.spawn(Behaviors.supervise(restart(), parent));

          actor.tell("fail");
          actor.tell("go on");

          probe.expectMessage("started");
          probe.expectMessage(new Signal.PreRestart());
          probe.expectMessage("started");
          probe.expectMessage("go on");
          probe.expectNoMessage(Duration.ofSeconds(1));
        });
  }

  @Test
  void aTimerStartedInPreRestartDoesNotReachTheNewLife() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("timers");
          TestProbe<Object> probe = sim.probe(system);
          Behavior<String> behavior =
              Behaviors.receive(
                  (_, message) -> {
                    if (message.equals("fail")) {
                      throw new IllegalStateException("made to fail");
                    }
                    probe.ref().tell(message);
                    return Behaviors.same();
                  },
                  (context, _) -> {
                    context.timers().startSingle("late", "tick of a former life", Duration.ZERO);
                    return Behaviors.same();
                  });
          ActorRef<String> actor = system.spawn(Behaviors.supervise(restart(), behavior));

          actor.tell("fail");
          actor.tell("go on");

          probe.expectMessage("go on");
          probe.expectNoMessage(Duration.ofSeconds(1));
        });
  }

  @Test
  void aBehaviorStoppedDuringTheBackoffReleasesWhatItHoldsOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("backoff");
          TestProbe<Object> probe = sim.probe(system);
          Behavior<String> behavior =
              Behaviors.receive(
                  (_, message) -> {
                    throw new IllegalStateException(message);
                  },
                  (_, signal) -> {
                    probe.ref().tell(signal);
                    return Behaviors.same();
                  });
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      restart().withBackoff(Duration.ofSeconds(5), Duration.ofSeconds(5)),
                      behavior));

          actor.tell("made to fail");
          probe.expectMessage(new Signal.PreRestart());
          system.stop(actor);

          probe.expectNoMessage(Duration.ofSeconds(10));
        });
  }

  @Test
  void aMessageToTheAdapterOfAStoppedActorIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("adapter");
          List<DeadLetter> letters = new ArrayList<>();
          system.deadLetters().listen(letters::add);
          TestProbe<ActorRef<Integer>> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.<String>setup(context -> {
                    probe.ref().tell(context.messageAdapter((Integer n) -> "number " + n));
                    return Behaviors.stopped();
                  }));
          ActorRef<Integer> adapter = probe.receiveMessage();

          adapter.tell(7);
          sim.awaitIdle();

          assertThat(letters)
              .containsExactly(new DeadLetter(7, actor.path(), DeadLetter.Reason.STOPPED));
        });
  }
}
