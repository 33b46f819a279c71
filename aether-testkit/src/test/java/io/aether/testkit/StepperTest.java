package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Cancellable;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.MessageRule.Fate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Runs each scenario under several seeds, since none may depend on the order of steps.
class StepperTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /// An actor that records the messages it handles.
  private record Recorder(List<Object> handled, ActorRef<Object> ref) {

    static Recorder in(Simulation sim) {
      List<Object> handled = new ArrayList<>();
      Behavior<Object> behavior =
          Behaviors.receiveMessage(message -> {
            handled.add(message);
            return Behaviors.same();
          });
      var supervised = Behaviors.supervise(SupervisorStrategy.restart(), behavior);
      return new Recorder(handled, sim.system("test").spawn(supervised, "recorder"));
    }

    void tell(Object... messages) {
      for (Object message : messages) {
        ref.tell(message);
      }
    }
  }

  private static void explore(SimulationBody body) {
    Simulation.explore(0, 30, body);
  }

  @Test
  void heldMessagesAreHandledOnlyWhenTheyAreDelivered() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      HeldMailbox<Object> mail = sim.stepper().hold(recorder.ref);
      recorder.tell("a", "b");
      sim.awaitIdle();
      assertThat(mail.messages()).containsExactly("a", "b");
      assertThat(recorder.handled).isEmpty();

      mail.deliver();
      sim.awaitIdle();

      assertThat(recorder.handled).containsExactly("a");
      assertThat(mail.messages()).containsExactly("b");
    });
  }

  @Test
  void heldMessagesAreReorderedDroppedAndDuplicated() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      HeldMailbox<Object> mail = sim.stepper().hold(recorder.ref);
      recorder.tell("a", "b", "c");

      mail.move(2, 0);
      mail.drop(1);
      mail.duplicate(1);
      mail.release();
      recorder.tell("d");
      sim.awaitIdle();

      assertThat(recorder.handled).containsExactly("c", "b", "b", "d");
    });
  }

  @Test
  void aDelayedMessageComesLater() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      HeldMailbox<Object> mail = sim.stepper().hold(recorder.ref);
      recorder.tell("a", "b");

      mail.delay(0, SECOND);
      mail.release();
      sim.awaitIdle();
      assertThat(recorder.handled).containsExactly("b");

      sim.advance(SECOND);
      assertThat(recorder.handled).containsExactly("b", "a");
    });
  }

  @Test
  void aPlaceWithoutAMessageIsRefused() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      HeldMailbox<Object> mail = sim.stepper().hold(recorder.ref);

      assertThatThrownBy(mail::deliver)
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessageContaining("0 messages are held for /user/recorder");
    });
  }

  @Test
  void aSuspendedActorTakesNoTurnUntilItIsResumed() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      sim.stepper().suspend(recorder.ref);
      recorder.tell("a");
      sim.advance(SECOND);
      assertThat(recorder.handled).isEmpty();

      sim.stepper().resume(recorder.ref);
      sim.awaitIdle();

      assertThat(recorder.handled).containsExactly("a");
    });
  }

  @Test
  void anActorSuspendedWhileItWaitsGoesOnOnlyWhenResumed() {
    explore(sim -> {
      var system = sim.system("test");
      List<String> went = new ArrayList<>();
      ActorRef<ActorRef<String>> oracle =
          system.spawn(
              Behaviors.receiveMessage(replyTo -> {
                replyTo.tell("42");
                return Behaviors.same();
              }));
      ActorRef<String> asking =
          system.spawn(
              Behaviors.receiveMessage(_ -> {
                went.add(oracle.ask(replyTo -> replyTo, SECOND));
                return Behaviors.same();
              }));
      sim.stepper().suspend(oracle);
      asking.tell("go");
      sim.awaitIdle();

      sim.stepper().suspend(asking);
      sim.stepper().resume(oracle);
      sim.awaitIdle();
      assertThat(went).isEmpty();

      sim.stepper().resume(asking);
      sim.awaitIdle();
      assertThat(went).containsExactly("42");
    });
  }

  @Test
  void anActorStillSuspendedAndHeldAtTheEndDoesNotKeepTheSystemOpen() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      sim.stepper().hold(recorder.ref);
      sim.stepper().suspend(recorder.ref);
      recorder.tell("a");
    });
  }

  @Test
  void aCrashIsAFailureThatSupervisionDecidesAbout() {
    explore(sim -> {
      var system = sim.system("test");
      TestProbe<Object> probe = sim.probe(system);
      ActorRef<String> mortal = system.spawn(Behaviors.ignore());
      Recorder recorder = Recorder.in(sim);

      sim.stepper().crash(mortal, new IllegalStateException("on purpose"));
      sim.stepper().crash(recorder.ref, new IllegalStateException("on purpose"));
      recorder.tell("after the restart");
      sim.awaitIdle();

      probe.expectTerminated(mortal);
      assertThat(recorder.handled).containsExactly("after the restart");
    });
  }

  @Test
  void rulesDropDuplicateAndDelayMessages() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      sim.stepper()
          .intercept((_, message) ->
              switch (message.toString()) {
                case "drop" -> Fate.drop();
                case "twice" -> Fate.duplicate();
                case "late" -> Fate.delay(SECOND);
                default -> Fate.deliver();
              });
      recorder.tell("drop", "twice", "late", "plain");
      sim.awaitIdle();
      assertThat(recorder.handled).containsExactly("twice", "twice", "plain");

      sim.advance(SECOND);
      assertThat(recorder.handled).endsWith("late");
    });
  }

  @Test
  void aRuleCanBeEnded() {
    explore(sim -> {
      Recorder recorder = Recorder.in(sim);
      Cancellable rule = sim.stepper().intercept((_, _) -> Fate.drop());
      recorder.tell("a");
      rule.cancel();
      recorder.tell("b");
      sim.awaitIdle();

      assertThat(recorder.handled).containsExactly("b");
    });
  }

  @Test
  void answersOfAsksCanBeHeldUp() {
    explore(sim -> {
      ActorRef<ActorRef<String>> oracle =
          sim.system("test")
              .spawn(
                  Behaviors.receiveMessage(replyTo -> {
                    replyTo.tell("42");
                    return Behaviors.same();
                  }));
      sim.stepper()
          .intercept((_, message) -> message.equals("42") ? Fate.delay(SECOND) : Fate.deliver());

      assertThat(oracle.<String>ask(replyTo -> replyTo, SECOND.multipliedBy(2))).isEqualTo("42");
      assertThat(sim.now()).isEqualTo(SECOND);
    });
  }

  @Test
  void messagesHeldForAnActorThatStopsBecomeDeadLetters() {
    explore(sim -> {
      var system = sim.system("test");
      ActorRef<String> actor = system.spawn(Behaviors.ignore());
      sim.stepper().hold(actor);
      actor.tell("late");

      system.stop(actor);
      sim.awaitIdle();

      assertThat(system.deadLetters().count()).isEqualTo(1);
    });
  }

  @Test
  void theStoryTellsWhatTheTestDid() {
    Simulation.run(
        1,
        sim -> {
          Recorder recorder = Recorder.in(sim);
          HeldMailbox<Object> mail = sim.stepper().hold(recorder.ref);
          recorder.tell("a");
          mail.drop(0);

          assertThat(sim.story()).last().asString().endsWith("the test drops a to /user/recorder");
        });
  }

  @Test
  void aRuleThatFailsFailsTheSimulation() {
    IOException failure = new IOException("no such rule");

    assertThatThrownBy(() ->
            Simulation.run(
                1,
                sim -> {
                  Recorder recorder = Recorder.in(sim);
                  sim.stepper()
                      .intercept((_, _) -> {
                        throw failure;
                      });
                  recorder.ref.tell("a");
                  sim.awaitIdle();
                }))
        .isInstanceOf(AssertionError.class)
        .hasCause(failure);
  }
}
