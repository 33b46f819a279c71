package io.aether.testkit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Observer.TimerMode;
import io.aether.testkit.ActorEffect.Asked;
import io.aether.testkit.ActorEffect.Failed;
import io.aether.testkit.ActorEffect.Spawned;
import io.aether.testkit.ActorEffect.Stopped;
import io.aether.testkit.ActorEffect.TimerStarted;
import io.aether.testkit.Obedient.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The requests of a behavior to its context, its end, and the effects that the kit reports.
class BehaviorTestKitEffectsTest {

  private record Request(ActorRef<Object> replyTo) {}

  private final List<Object> heard = new ArrayList<>();

  private final BehaviorTestKit<Object> kit = BehaviorTestKit.create(new Obedient(heard));

  private void run(Step step) {
    kit.run(step);
  }

  // ---- Asks, adapters, tasks ----

  @Test
  void anAskIsAnsweredByItsEffect() {
    TestInbox<Request> bank = TestInbox.create("bank");
    run(context -> {
      context.pipeToSelf(bank.ref().askAsync(Request::new, ofSeconds(3)), outcome -> outcome);
      return null;
    });

    Asked asked = kit.expectEffectClass(Asked.class);
    assertThat(asked.target()).isSameAs(bank.ref());
    asked.respond("42");
    kit.runOne();

    assertThat(heard).containsExactly(new Outcome.Success<>("42"));
    bank.expectMessageClass(Request.class);
  }

  @Test
  void anAskTimesOutAsTimePasses() {
    TestInbox<Request> bank = TestInbox.create();
    run(context -> {
      context.pipeToSelf(bank.ref().askAsync(Request::new, ofSeconds(3)), outcome -> outcome);
      return null;
    });

    kit.advance(ofSeconds(3));

    assertThat(heard)
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure -> assertThat(failure.cause()).isInstanceOf(AskException.TimedOut.class));
  }

  @Test
  void aBehaviorThatWaitsIsAnsweredByAnAutoReply() {
    TestInbox<Request> bank = TestInbox.create();
    bank.autoReply(request -> request.replyTo().tell("42"));

    run(context -> {
      heard.add(bank.ref().ask(Request::new, ofSeconds(3)));
      return null;
    });

    assertThat(heard).containsExactly("42");
  }

  @Test
  void aChildAnswersInPlaceOfItsBehavior() {
    run(context -> {
      context.spawn(Behaviors.<Request>ignore(), "kid");
      return null;
    });
    TestInbox<Request> kid = kit.childInbox("kid");
    kid.autoReply(request -> request.replyTo().tell("yes"));

    run(_ -> {
      heard.add(kid.ref().ask(Request::new, ofSeconds(3)));
      return null;
    });

    assertThat(heard).containsExactly("yes");
  }

  @Test
  void aBehaviorThatWaitsForNobodyRunsIntoItsTimeout() {
    TestInbox<Request> bank = TestInbox.create();

    AskException.TimedOut timedOut =
        kit.runExpectingFailure(
            (Step)
                _ -> {
                  bank.ref().ask(Request::new, ofSeconds(3));
                  return null;
                },
            AskException.TimedOut.class);

    assertThat(timedOut).hasMessageContaining("/inbox/");
  }

  @Test
  void aWaitThatNothingEndsFails() {
    assertThatThrownBy(() ->
            run(context -> {
              context.system().spi().environment().await(new CompletableFuture<>());
              return null;
            }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("nothing that runs on this thread completes its future");
  }

  @Test
  void anAdapterTranslatesWhatItIsSent() {
    run(context -> {
      context.messageAdapter((Integer number) -> "number " + number);
      return null;
    });

    kit.expectEffectClass(ActorEffect.AdapterCreated.class).ref().tell(7);
    assertThat(kit.selfInbox()).containsExactly(7);
    kit.runOne();

    assertThat(heard).containsExactly("number 7");
  }

  @Test
  void anAdapterThatFailsFailsTheActor() {
    Function<Integer, String> failing =
        _ -> {
          throw new ArithmeticException("on purpose");
        };
    run(context -> {
      context.messageAdapter(failing);
      return null;
    });
    kit.expectEffectClass(ActorEffect.AdapterCreated.class).ref().tell(7);

    assertThatThrownBy(kit::runOne)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed at 7 and stopped: java.lang.ArithmeticException: on purpose");
  }

  @Test
  void aTaskRunsOnTheCallingThreadAndItsOutcomeWaits() {
    Thread caller = Thread.currentThread();
    run(context -> {
      context.async(Thread::currentThread, outcome -> outcome);
      return null;
    });

    kit.runOne();

    assertThat(heard).containsExactly(new Outcome.Success<>(caller));
    kit.expectEffectClass(ActorEffect.Forked.class);
  }

  // ---- Failure and end ----

  @Test
  void aFailureThatStopsTheActorFailsTheTest() {
    assertThatThrownBy(() ->
            run(_ -> {
              throw new IllegalStateException("on purpose");
            }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("BehaviorTestKit[/user/actor] failed at ")
        .hasMessageContaining("and stopped: java.lang.IllegalStateException: on purpose")
        .hasMessageContaining("Effects so far: 2\n  1. Failed[")
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(kit.isAlive()).isFalse();
  }

  @Test
  void anExpectedFailureThatDoesNotComeFailsTheTest() {
    assertThatThrownBy(() -> kit.runExpectingFailure("hello", IllegalStateException.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "expected to fail with java.lang.IllegalStateException at hello, but it did not fail");
  }

  @Test
  void supervisionRestartsTheRealBehavior() {
    SupervisorStrategy restart = SupervisorStrategy.restart();
    var supervised =
        BehaviorTestKit.create(
            Behaviors.supervise(
                restart,
                Behaviors.<Object>setup(_ -> {
                  heard.add("born");
                  return new Obedient(heard);
                })));

    IllegalStateException failure = new IllegalStateException("on purpose");
    supervised.run(
        (Step)
            _ -> {
              throw failure;
            });
    supervised.run("still here");

    assertThat(heard).containsExactly("born", new Signal.PreRestart(), "born", "still here");
    supervised.expectEffect(new Failed(failure, restart));
  }

  @Test
  void aBackoffPassesWithTime() {
    SupervisorStrategy backoff =
        SupervisorStrategy.restart().withBackoff(ofSeconds(1), ofSeconds(1));
    var supervised = BehaviorTestKit.create(Behaviors.supervise(backoff, new Obedient(heard)));
    supervised.run(
        (Step)
            _ -> {
              throw new IllegalStateException("on purpose");
            });
    heard.clear();

    supervised.run("early");
    assertThat(heard).isEmpty();
    supervised.advance(ofSeconds(1));

    assertThat(heard).containsExactly("early");
  }

  @Test
  void aFailedStartFailsTheTest() {
    assertThatThrownBy(() ->
            BehaviorTestKit.create(
                Behaviors.setup(_ -> {
                  throw new IllegalStateException("on purpose");
                })))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed at its own start and stopped");
  }

  @Test
  void aBehaviorThatStopsGetsPostStopAndIsNoLongerAlive() {
    run(_ -> Behaviors.stopped());

    assertThat(kit.isAlive()).isFalse();
    assertThat(heard).containsExactly(new Signal.PostStop(StopReason.OWN_DECISION));
    kit.expectEffect(new Stopped());
    assertThatIllegalStateException()
        .isThrownBy(() -> kit.run("too late"))
        .withMessageContaining("has stopped, so run cannot run it");
  }

  @Test
  void stopEndsChildrenFirstAndTurnsMessagesIntoDeadLetters() {
    run(context -> {
      context.watch(context.spawn(Behaviors.ignore(), "kid"));
      context.self().tell("unread");
      return null;
    });

    kit.stop();

    assertThat(kit.isAlive()).isFalse();
    assertThat(heard).containsExactly(new Signal.PostStop(StopReason.BY_PARENT));
    assertThat(kit.deadLetters()).extracting(DeadLetter::message).containsExactly("unread");
  }

  // ---- Effects ----

  @Test
  void anotherEffectFailsTheExpectationWithAllOfThem() {
    run(context -> {
      context.timers().startSingle("key", "tick", ofSeconds(1));
      return null;
    });

    assertThatThrownBy(
            () -> kit.expectEffect(new TimerStarted("key", "tick", ofSeconds(2), TimerMode.SINGLE)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            BehaviorTestKit[/user/actor] expected the effect TimerStarted[key=key, message=tick,\
             delay=PT2S, mode=SINGLE], but the next is TimerStarted[key=key, message=tick,\
             delay=PT1S, mode=SINGLE]
            Differences:
              delay: expected PT2S, but was PT1S
            Effects so far: 1
              1. TimerStarted[key=key, message=tick, delay=PT1S, mode=SINGLE]\
            """);
  }

  @Test
  void noEffectFailsTheExpectation() {
    assertThatThrownBy(() -> kit.expectEffectClass(Spawned.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected the effect Spawned, but none is left")
        .hasMessageContaining("Effects so far: 0");
  }

  @Test
  void anEffectOfAnotherClassFailsTheExpectation() {
    run(context -> {
      context.timers().cancelAll();
      return null;
    });

    assertThat(kit.hasEffects()).isTrue();
    assertThatThrownBy(() -> kit.expectEffectClass(Spawned.class))
        .hasMessageContaining("expected the effect Spawned, but the next is TimersCancelled[]");
  }

  @Test
  void anEffectFailsTheExpectationOfNone() {
    run(context -> {
      context.timers().cancelAll();
      return null;
    });

    assertThatThrownBy(kit::expectNoEffect)
        .hasMessageContaining("expected the effect none, but the next is TimersCancelled[]");
  }

  @Test
  void aThreadThatRunsActorsIsRefused() {
    Simulation.run(
        1,
        _ ->
            assertThatIllegalStateException()
                .isThrownBy(() -> BehaviorTestKit.create(new Obedient(heard)))
                .withMessageContaining("call the kit from the thread of a test"));
  }
}
