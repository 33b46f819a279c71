package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.config.AskCycles;
import io.aether.actor.inspect.TargetState;
import io.aether.actor.inspect.TargetState.Condition;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The explanations of a failed ask about the actor that it asked.
class AskExplanationTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  record Question(ActorRef<String> replyTo) {}

  record Sleep(Duration time) {}

  /// The actor to ask before answering.
  record Passing(ActorRef<Object> to) {}

  private static AskException.TimedOut timeout(ActorRef<Object> actor, Duration timeout) {
    return catchThrowableOfType(
        AskException.TimedOut.class, () -> actor.<String>ask(Question::new, timeout));
  }

  private static TargetState state(AskException.TimedOut failure) {
    return failure.targetState().orElseThrow();
  }

  private static Behavior<Object> sleeper(Simulation sim) {
    return Behaviors.receiveMessage(message -> {
      if (message instanceof Sleep(var time)) {
        sim.sleep(time);
      }
      return Behaviors.same();
    });
  }

  /// Answers a question only after the actor that it asks has answered.
  private static Behavior<Object> passing(Duration patience) {
    return Behaviors.receiveMessage(message -> passingTo(((Passing) message).to(), patience));
  }

  private static Behavior<Object> passingTo(ActorRef<Object> next, Duration patience) {
    return Behaviors.receiveMessage(message -> {
      ((Question) message).replyTo().tell(next.<String>ask(Question::new, patience));
      return Behaviors.same();
    });
  }

  @Test
  void aTimeoutTellsWhatABusyTargetIsAt() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("busy");
          ActorRef<Object> actor = system.spawn(sleeper(sim), "sleeper");
          actor.tell(new Sleep(SECOND.multipliedBy(5)));
          sim.awaitIdle();
          sim.sleep(SECOND);
          actor.tell("queued");

          AskException.TimedOut failure = timeout(actor, SECOND);

          assertThat(state(failure).condition()).isEqualTo(Condition.ALIVE);
          assertThat(state(failure).mailboxDepth()).isEqualTo(2);
          assertThat(state(failure).requestTaken()).isFalse();
          assertThat(state(failure).busyWith()).isEqualTo(Sleep.class);
          assertThat(state(failure).busyFor()).isEqualTo(SECOND.multipliedBy(2));
          assertThat(state(failure).stack())
              .anyMatch(frame -> frame.getClassName().equals(AskExplanationTest.class.getName()));
          assertThat(failure.timeout()).isEqualTo(SECOND);
          assertThat(failure.request()).isEqualTo(Question.class);
          assertThat(failure.target()).isEqualTo(actor.path());
          // @start region="words"
          assertThat(failure)
              .hasMessageContaining("No reply from /user/sleeper to a Question within 1000 ms")
              .hasMessageContaining("2 in its mailbox, the request among them")
              .hasMessageContaining("busy with a Sleep, for at least 2000 ms")
              // and the stack of the thread that runs it
              .hasMessageContaining(AskExplanationTest.class.getName());
          // @end
        });
  }

  @Test
  void aTimeoutTellsThatAnIdleTargetHasTakenTheRequest() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> actor = sim.system("idle").spawn(sleeper(sim));

          AskException.TimedOut failure = timeout(actor, SECOND);

          assertThat(state(failure).requestTaken()).isTrue();
          assertThat(state(failure).mailboxDepth()).isZero();
          assertThat(state(failure).busyWith()).isNull();
          assertThat(state(failure).stack()).isEmpty();
          assertThat(failure).hasMessageContaining("has taken the request");
        });
  }

  @Test
  void aTimeoutTellsWhomTheTargetWaitsFor() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("chain");
          Duration patience = SECOND.multipliedBy(5);
          ActorRef<Object> last = system.spawn(sleeper(sim), "last");
          ActorRef<Object> middle = system.spawn(passingTo(last, patience), "middle");
          ActorRef<Object> first = system.spawn(passingTo(middle, patience), "first");

          AskException.TimedOut failure = timeout(first, SECOND);

          assertThat(state(failure).waitsFor()).containsExactly(middle.path(), last.path());
          assertThat(state(failure).cycle()).isFalse();
          assertThat(state(failure).busyWith()).isEqualTo(Question.class);
          assertThat(failure)
              .hasMessageContaining("waits for /user/middle, which waits for /user/last");
        });
  }

  // ---- Cycles ----

  @Test
  void aCycleOfAsksIsToldByTheTimeout() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("cycle");
          ActorRef<Object> a = system.spawn(passing(SECOND), "a");
          ActorRef<Object> b = system.spawn(passingTo(a, SECOND), "b");
          a.tell(new Passing(b));

          AskException.TimedOut failure = timeout(a, Duration.ofMillis(500));

          assertThat(state(failure).cycle()).isTrue();
          assertThat(failure)
              .hasMessageContaining("waits for /user/b, which waits for /user/a: a cycle");
        });
  }

  @Test
  void aCycleOfAsksIsThrownIfTheSystemIsToldTo() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("strict", config -> config.withAskCycles(AskCycles.FAIL));
          var thrown = new CompletableFuture<AskException.Cycle>();
          ActorRef<Object> a = system.spawn(passing(SECOND), "a");
          Behavior<Object> catching =
              Behaviors.receiveMessage(message -> {
                try {
                  a.<String>ask(Question::new, SECOND);
                } catch (AskException.Cycle cycle) {
                  thrown.complete(cycle);
                  ((Question) message).replyTo().tell("caught");
                }
                return Behaviors.same();
              });
          ActorRef<Object> b = system.spawn(catching, "b");
          a.tell(new Passing(b));

          assertThat(a.<String>ask(Question::new, SECOND)).isEqualTo("caught");
          assertThat(thrown.join().cycle()).containsExactly(b.path(), a.path(), b.path());
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void anActorThatAsksItselfIsACycle() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("self", config -> config.withAskCycles(AskCycles.FAIL));
          ActorRef<Object> self = system.spawn(passing(SECOND), "self");
          self.tell(new Passing(self));

          assertThatThrownBy(() -> self.<String>ask(Question::new, SECOND))
              .cause()
              .isInstanceOf(AskException.Cycle.class)
              .hasMessageContaining("/user/self waits for /user/self");
        });
  }

  @Test
  void anActorThatAnsweredBeforeItAsksIsInNoCycle() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("polite", config -> config.withAskCycles(AskCycles.FAIL));
          ActorRef<Object> answering =
              system.spawn(
                  Behaviors.receiveMessage(message -> {
                    ((Question) message).replyTo().tell("from a");
                    return Behaviors.same();
                  }));
          var asked = new CompletableFuture<String>();
          ActorRef<Object> polite =
              system.spawn(
                  Behaviors.receiveMessage(message -> {
                    ((Question) message).replyTo().tell("from b");
                    asked.complete(answering.<String>ask(Question::new, SECOND));
                    return Behaviors.same();
                  }));

          assertThat(polite.<String>ask(Question::new, SECOND)).isEqualTo("from b");
          sim.awaitIdle();
          assertThat(asked).isCompletedWithValue("from a");
        });
  }

  // ---- On real threads ----

  @Test
  void onRealThreadsACycleIsLoggedAtOnce() {
    try (var kit = ActorTestKit.create()) {
      ActorRef<Object> a = kit.spawn(passing(SECOND.multipliedBy(3)), "a");
      ActorRef<Object> b = kit.spawn(passingTo(a, SECOND.multipliedBy(6)), "b");
      kit.allowDeadLetters(Reason.values());

      kit.expectLog(
          LogExpectation.warn("closes a cycle"),
          () -> {
            a.tell(new Passing(b));
            a.tell(new Question(kit.<String>createTestProbe().ref()));
          });
    }
  }

  @Test
  void onRealThreadsATimeoutShowsWhereTheTargetBlocks() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      var begun = new CountDownLatch(1);
      var release = new CountDownLatch(1);
      ActorRef<Object> actor =
          kit.spawn(
              Behaviors.receiveMessage(message -> {
                if (message instanceof String) {
                  begun.countDown();
                  release.await();
                }
                return Behaviors.same();
              }));
      kit.allowDeadLetters(Reason.EXPIRED);
      actor.tell("block");
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

      kit.createTestProbe()
          .awaitAssert(
              () -> { // repeated, since the actor may not yet wait for its latch
                TargetState state = state(timeout(actor, Duration.ofMillis(200)));
                assertThat(state.busyWith()).isEqualTo(String.class);
                assertThat(state.busyFor()).isPositive();
                assertThat(state.requestTaken()).isFalse();
                assertThat(state.stack())
                    .anyMatch(frame -> frame.getClassName().equals(CountDownLatch.class.getName()));
              },
              Duration.ofSeconds(30));
      release.countDown();
    }
  }
}
