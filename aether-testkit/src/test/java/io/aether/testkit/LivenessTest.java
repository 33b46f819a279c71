package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LivenessTest {

  private static final Duration LIVENESS = Duration.ofSeconds(10);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private record Go(ActorRef<Go> to, ActorRef<String> replyTo) {}

  private static AssertionError failureOf(SimulationBody body) {
    return catchThrowableOfType(
        AssertionError.class,
        () -> Simulation.run(3, options -> options.withLiveness(LIVENESS), body));
  }

  /// Passes the question on and waits for the answer.
  private static Behavior<Go> asking() {
    return (context, go) -> {
      go.replyTo().tell(go.to().ask(replyTo -> new Go(context.self(), replyTo), MINUTE));
      return Behaviors.same();
    };
  }

  @Test
  void aCycleOfAsksIsReportedAsSuch() {
    AssertionError failure =
        failureOf(sim -> {
          var system = sim.system("test");
          ActorRef<Go> romeo = system.spawn(asking(), "romeo");
          ActorRef<Go> juliet = system.spawn(asking(), "juliet");
          romeo.<String>ask(replyTo -> new Go(juliet, replyTo), MINUTE);
        });

    assertThat(failure)
        .hasMessageContaining("no progress")
        .hasMessageContaining("/user/juliet has waited since 0.000000000 s for a reply of")
        .hasMessageContaining("which waits in its mailbox: /user/romeo waits itself")
        .hasMessageContaining("a cycle: /user/romeo waits for /user/juliet waits for /user/romeo");
  }

  @Test
  void aRequestToAStoppedActorFailsAtOnce() {
    AssertionError failure =
        failureOf(sim -> {
          var system = sim.system("test");
          ActorRef<Go> gone = system.spawn(Behaviors.stopped(), "gone");
          sim.awaitIdle();
          gone.<String>ask(replyTo -> new Go(gone, replyTo), MINUTE);
        });

    assertThat(failure)
        .hasMessageContaining("AskException$TargetStopped: /user/gone stopped")
        .hasMessageContaining("to /user/gone is a dead letter (STOPPED)");
  }

  @Test
  void aRequestPassedOnToAStoppedActorIsReportedAsADeadLetter() {
    Behavior<Go> relay =
        (_, request) -> {
          request.to().tell(request);
          return Behaviors.same();
        };
    AssertionError failure =
        failureOf(sim -> {
          var system = sim.system("test");
          ActorRef<Go> gone = system.spawn(Behaviors.stopped(), "gone");
          sim.awaitIdle();
          system.spawn(relay, "relay").<String>ask(replyTo -> new Go(gone, replyTo), MINUTE);
        });

    assertThat(failure)
        .hasMessageContaining("task body has waited since 0.000000000 s for a reply of /user/relay")
        .hasMessageContaining("which became a dead letter (STOPPED)");
  }

  @Test
  void anAnswerThatNobodyGivesIsReportedWithWhoHandledTheRequest() {
    AssertionError failure =
        failureOf(sim -> {
          ActorRef<Go> silent = sim.system("test").spawn(Behaviors.ignore(), "silent");
          silent.<String>ask(replyTo -> new Go(silent, replyTo), MINUTE);
        });

    assertThat(failure)
        .hasMessageContaining("which /user/silent handled at step")
        .hasMessageContaining("without a reply");
  }

  @Test
  void anAnswerThatTheTestLosesIsReportedAsLost() {
    AssertionError failure =
        failureOf(sim -> {
          ActorRef<Go> silent = sim.system("test").spawn(Behaviors.ignore(), "silent");
          sim.stepper().intercept((_, _) -> MessageRule.Fate.drop());
          silent.<String>ask(replyTo -> new Go(silent, replyTo), MINUTE);
        });

    assertThat(failure).hasMessageContaining("which the test drops");
  }

  @Test
  void aMessageThatIsNeverTakenIsReportedWithTheReason() {
    AssertionError failure =
        failureOf(sim -> {
          var system = sim.system("test");
          CompletableFuture<Void> never = new CompletableFuture<>();
          ActorRef<String> stuck =
              system.spawn(
                  (context, _) -> {
                    context.system().spi().environment().await(never);
                    return Behaviors.same();
                  },
                  "stuck");
          ActorRef<String> suspended = system.spawn(Behaviors.ignore(), "suspended");
          sim.awaitIdle();
          sim.stepper().suspend(suspended);
          stuck.tell("first");
          stuck.tell("second");
          suspended.tell("hello");
          sim.sleep(MINUTE);
        });

    assertThat(failure)
        .hasMessageContaining(
            "/user/stuck has not handled second since 0.000000000 s: /user/stuck waits itself")
        .hasMessageContaining("/user/suspended has not handled hello")
        .hasMessageContaining("/user/suspended is suspended");
  }

  @Test
  void slowAnswersAndLongSleepsWithinTheLimitPass() {
    Simulation.explore(
        0,
        50,
        options -> options.withLiveness(LIVENESS),
        sim -> {
          ActorRef<ActorRef<String>> slow =
              sim.system("test")
                  .spawn(
                      Behaviors.receiveMessage(replyTo -> {
                        sim.sleep(LIVENESS.minusNanos(1));
                        replyTo.tell("at last");
                        return Behaviors.same();
                      }));
          assertThat(slow.<String>ask(replyTo -> replyTo, MINUTE)).isEqualTo("at last");
          sim.sleep(Duration.ofHours(1));
        });
  }

  @Test
  void othersThatGoOnDoNotHideWhoWaits() {
    AssertionError failure =
        failureOf(sim -> {
          var system = sim.system("test");
          system.spawn(
              Behaviors.setup(context -> {
                context.timers().startAtFixedRate("beat", "beat", Duration.ofMillis(100));
                return Behaviors.ignore();
              }),
              "heart");
          ActorRef<Go> silent = system.spawn(Behaviors.ignore(), "silent");
          silent.<String>ask(replyTo -> new Go(silent, replyTo), MINUTE);
        });

    assertThat(failure).hasMessageContaining("no progress").hasMessageContaining("/user/silent");
  }

  @Test
  void aTimeoutTellsWhoWaitedForWhomWithoutTheCheckToo() {
    AssertionError failure =
        catchThrowableOfType(
            AssertionError.class,
            () ->
                Simulation.run(
                    3,
                    sim -> {
                      var system = sim.system("test");
                      ActorRef<Go> silent = system.spawn(Behaviors.ignore(), "silent");
                      ActorRef<Go> asking = system.spawn(asking(), "asking");
                      asking.<String>ask(replyTo -> new Go(silent, replyTo), Duration.ofSeconds(1));
                    }));

    assertThat(failure)
        .hasMessageContaining("Who waits for whom:")
        .hasMessageContaining(
            "/user/asking has waited since 0.000000000 s for a reply of /user/silent");
  }
}
