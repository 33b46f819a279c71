package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The factories of [Behaviors] that no other test covers, and arguments that none of them accepts.
class BehaviorFactoriesTest {

  private static final int SEEDS = Rounds.of(20, 1_000);

  private static void explore(BiConsumer<ActorSystem, TestProbe<Object>> scenario) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("factories");
          scenario.accept(system, sim.probe(system));
          sim.awaitIdle();
        });
  }

  private static <M> Behavior<M> watching(ActorRef<?> other, Behavior<M> behavior) {
    return Behaviors.setup(context -> {
      context.watch(other);
      return behavior;
    });
  }

  private static Behavior<String> stopping() {
    return Behaviors.receiveMessage(_ -> Behaviors.stopped());
  }

  @Test
  void emptyLeavesMessagesAndEndsUnhandled() {
    explore((system, probe) -> {
      ActorRef<String> other = system.spawn(stopping());
      ActorRef<String> empty = system.spawn(watching(other, Behaviors.<String>empty()));

      empty.tell("message");
      probe.awaitAssert(
          () -> assertThat(system.deadLetters().count(Reason.UNHANDLED)).isEqualTo(1));
      other.tell("stop");

      assertThat(probe.expectTerminated(empty)).isEqualTo(StopReason.FAILURE);
    });
  }

  @Test
  void ignoreTakesMessagesAndLeavesEndsUnhandled() {
    explore((system, probe) -> {
      ActorRef<String> other = system.spawn(stopping());
      ActorRef<String> ignoring = system.spawn(watching(other, Behaviors.<String>ignore()));

      ignoring.tell("message");
      other.tell("stop");

      assertThat(probe.expectTerminated(ignoring)).isEqualTo(StopReason.FAILURE);
      assertThat(system.deadLetters().count()).isZero();
    });
  }

  @Test
  void receiveSignalHearsSignalsAndLeavesMessagesUnhandled() {
    explore((system, probe) -> {
      ActorRef<String> other = system.spawn(stopping());
      ActorRef<String> listening =
          system.spawn(
              watching(
                  other,
                  Behaviors.<String>receiveSignal((_, signal) -> {
                    probe.ref().tell(signal);
                    return Behaviors.stopped();
                  })));

      listening.tell("message");
      probe.awaitAssert(
          () -> assertThat(system.deadLetters().count(Reason.UNHANDLED)).isEqualTo(1));
      other.tell("stop");

      probe.expectMessage(new Signal.Terminated(other, StopReason.OWN_DECISION));
      probe.expectMessage(new Signal.PostStop(StopReason.OWN_DECISION));
    });
  }

  @Test
  void withTimersHandsOutTheTimersOfTheActor() {
    explore((system, probe) -> {
      system.spawn(
          Behaviors.<String>withTimers(timers -> {
            timers.startSingle("tick", Duration.ofSeconds(1));
            return Behaviors.receiveMessage(message -> {
              probe.ref().tell(message + " " + timers.isActive("tick"));
              return Behaviors.same();
            });
          }));

      probe.expectMessage("tick false");
    });
  }

  @Test
  void aSetupThatIsBecomeIsRunAtOnceAndNotAtTheNextMessage() {
    explore((system, probe) -> {
      ActorRef<String> actor =
          system.spawn(
              Behaviors.receiveMessage(_ ->
                  Behaviors.setup(_ -> {
                    probe.ref().tell("set up");
                    return stopping();
                  })));

      actor.tell("go");

      probe.expectMessage("set up");
    });
  }

  @Test
  void anActorOfAWiderTypeServesSendersOfANarrowerOne() {
    explore((system, probe) -> {
      Behavior<CharSequence> wide =
          Behaviors.receiveMessage(message -> {
            probe.ref().tell(message);
            return Behaviors.same();
          });
      ActorRef<String> byBehavior = system.spawn(Behaviors.<String>narrow(wide));
      ActorRef<String> byRef = system.spawn(wide).narrow();

      byBehavior.tell("by behavior");
      byRef.tell("by ref");

      probe.expectMessagesInAnyOrder("by behavior", "by ref");
    });
  }

  /// The parameters for which a caller without null checks may pass null.
  @SuppressWarnings({"NullAway", "ImmutableEnumChecker"}) // lambdas that hold nothing
  enum Gift {
    TELL(system -> system.spawn(Behaviors.<String>ignore()).tell(null)),
    OFFER(system -> system.spawn(Behaviors.<String>ignore()).offer(null)),
    SPAWN(system -> system.spawn((Behavior<String>) null)),
    SETUP(_ -> Behaviors.<String>setup(null)),
    RECEIVE(_ -> Behaviors.<String>receive(null, (_, _) -> Behaviors.same())),
    SIGNALS(_ -> Behaviors.<String>receiveSignal(null)),
    MESSAGES(_ -> Behaviors.<String>receiveMessage(null)),
    EFFECT(_ -> Behaviors.<String>stopped(null)),
    STASH(_ -> Behaviors.<String>withStash(1, null)),
    TIMERS(_ -> Behaviors.<String>withTimers(null)),
    MONITOR(_ -> Behaviors.<String>monitor(null, Behaviors.ignore()));

    private final Consumer<ActorSystem> giving;

    Gift(Consumer<ActorSystem> giving) {
      this.giving = giving;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nullIsRefusedWhereItIsGiven(Gift gift) {
    Simulation.run(
        1,
        sim -> {
          ThrowingCallable giving = () -> gift.giving.accept(sim.system("null"));

          assertThatNullPointerException().isThrownBy(giving);
        });
  }

  @Test
  @SuppressWarnings("NullAway") // a caller without null checks may do this
  void aSetupThatReturnsNullFails() {
    explore((system, probe) -> {
      ActorRef<String> actor = system.spawn(Behaviors.<String>setup(_ -> null));

      assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.CREATION_FAILED);
    });
  }
}
