package io.aether.testkit;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.AskTimeoutException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Observer.TimerMode;
import io.aether.testkit.ActorEffect.Asked;
import io.aether.testkit.ActorEffect.Failed;
import io.aether.testkit.ActorEffect.Spawned;
import io.aether.testkit.ActorEffect.Stopped;
import io.aether.testkit.ActorEffect.TimerCancelled;
import io.aether.testkit.ActorEffect.TimerStarted;
import io.aether.testkit.ActorEffect.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BehaviorTestKitTest {

  /// What the actor is told to do with its context.
  @FunctionalInterface
  private interface Step {
    @Nullable Behavior<Object> with(ActorContext<Object> context) throws Exception;
  }

  private record Echo(String text, ActorRef<String> replyTo) {}

  private record Request(ActorRef<Object> replyTo) {}

  private final List<Object> heard = new ArrayList<>();

  /// Does each [Step] it is told, answers an [Echo], remembers all else.
  private final class Obedient implements Behavior<Object> {
    @Override
    public Behavior<Object> onMessage(ActorContext<Object> context, Object message)
        throws Exception {
      switch (message) {
        case Step step -> {
          Behavior<Object> next = step.with(context);
          return next == null ? this : next;
        }
        case Echo(var text, var replyTo) -> replyTo.tell(text);
        default -> heard.add(message);
      }
      return this;
    }

    @Override
    public Behavior<Object> onSignal(ActorContext<Object> context, Signal signal) {
      heard.add(signal);
      return this;
    }
  }

  private final BehaviorTestKit<Object> kit = BehaviorTestKit.create(new Obedient());

  private void run(Step step) {
    kit.run(step);
  }

  // ---- Messages ----

  @Test
  void aMessageHasBeenHandledWhenRunReturns() {
    kit.run("hello");

    assertThat(heard).containsExactly("hello");
    kit.expectNoEffects();
  }

  @Test
  void aReplyIsThereWhenRunAskReturns() {
    kit.<String>runAsk(replyTo -> new Echo("hi", replyTo)).expect("hi");
  }

  @Test
  void whatTheActorSendsItselfWaits() {
    run(context -> {
      context.self().tell("one");
      context.self().tell("two");
      return null;
    });
    assertThat(heard).isEmpty();
    assertThat(kit.selfInbox()).containsExactly("one", "two");

    kit.runOne();

    assertThat(heard).containsExactly("one");
    assertThat(kit.selfInbox()).containsExactly("two");
  }

  @Test
  void whatWaitsIsHandledBeforeTheNextMessage() {
    run(context -> {
      context.self().tell("before");
      return null;
    });

    kit.run("after");

    assertThat(heard).containsExactly("before", "after");
  }

  @Test
  void anEmptyMailboxHasNothingToRun() {
    assertThatIllegalStateException()
        .isThrownBy(kit::runOne)
        .withMessageContaining("BehaviorTestKit[/user/actor] has no message to run");
  }

  @Test
  void theCurrentBehaviorIsTheOneItHasBecome() {
    Behavior<Object> other = Behaviors.ignore();

    run(_ -> other);

    assertThat(kit.currentBehavior()).isSameAs(other);
  }

  @Test
  void anUnhandledMessageIsAnEffect() {
    run(_ -> Behaviors.empty());

    kit.run("what?");

    kit.expectEffect(new ActorEffect.Unhandled("what?"));
    assertThat(kit.deadLetters()).extracting(DeadLetter::message).containsExactly("what?");
  }

  // ---- Children ----

  @Test
  void inPlaceOfAChildStandsAnInbox() {
    Behavior<String> child = Behaviors.ignore();
    run(context -> {
      context.spawn(child, "kid").tell("hello");
      return null;
    });

    Spawned spawned = kit.expectEffectClass(Spawned.class);
    assertThat(spawned.name()).isEqualTo("kid");
    assertThat(spawned.behavior()).isSameAs(child);
    kit.childInbox("kid").expect("hello");
    assertThat(kit.childInbox(spawned.ref()).ref()).isSameAs(spawned.ref());
  }

  @Test
  void aChildWithoutANameIsFoundByItsRef() {
    run(context -> {
      context.spawn(Behaviors.<String>ignore()).tell("hello");
      return null;
    });

    var spawned = kit.expectEffectClass(ActorEffect.SpawnedAnonymous.class);
    kit.childInbox(spawned.ref()).receive();
  }

  @Test
  void anUnknownChildIsRefusedWithThoseThatAreKnown() {
    run(context -> {
      context.spawn(Behaviors.ignore(), "kid");
      return null;
    });

    assertThatThrownBy(() -> kit.childInbox("cat"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "BehaviorTestKit[/user/actor] has never had a child 'cat'; its children were: [kid]");
  }

  @Test
  void aWatchedChildThatStopsIsReported() {
    run(context -> {
      context.watch(context.spawn(Behaviors.ignore(), "kid"));
      return null;
    });

    kit.childInbox("kid").stop();
    kit.runOne();

    assertThat(heard).containsExactly(new Signal.Terminated(kit.childInbox("kid").ref()));
  }

  @Test
  void aWatchedChildThatFailsIsReportedWithItsCause() {
    run(context -> {
      context.watch(context.spawn(Behaviors.ignore(), "kid"));
      return null;
    });
    IllegalStateException cause = new IllegalStateException("on purpose");

    kit.childInbox("kid").fail(cause);
    kit.runOne();

    assertThat(heard).containsExactly(new Signal.ChildFailed(kit.childInbox("kid").ref(), cause));
  }

  @Test
  void stoppingAChildIsAnEffectAndFreesItsName() {
    run(context -> {
      context.spawn(Behaviors.ignore(), "kid");
      return null;
    });
    ActorRef<Object> first = kit.childInbox("kid").ref();
    kit.effects();

    run(context -> {
      context.stop(first);
      return null;
    });
    run(context -> {
      context.spawn(Behaviors.ignore(), "kid");
      return null;
    });

    kit.expectEffect(new ActorEffect.ChildStopped(first));
    assertThat(kit.childInbox("kid").ref()).isNotSameAs(first);
  }

  // ---- Watching others ----

  @Test
  void anInboxThatIsWatchedAndStopsIsReported() {
    TestInbox<String> other = TestInbox.create("other");
    run(context -> {
      context.watch(other.ref());
      return null;
    });
    kit.expectEffect(new Watched(other.ref()));

    other.stop();
    kit.runOne();

    assertThat(heard).containsExactly(new Signal.Terminated(other.ref()));
  }

  @Test
  void whatIsUnwatchedIsNotReported() {
    TestInbox<String> other = TestInbox.create();
    run(context -> {
      context.watch(other.ref());
      context.unwatch(other.ref());
      return null;
    });

    other.stop();

    assertThat(kit.selfInbox()).isEmpty();
    assertThat(kit.effects())
        .containsExactly(new Watched(other.ref()), new ActorEffect.Unwatched(other.ref()));
  }

  @Test
  void aSignalIsDeliveredToAWatcherOnly() {
    TestInbox<String> other = TestInbox.create("other");
    Signal gone = new Signal.Terminated(other.ref());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kit.signal(gone))
        .withMessageContaining("does not watch /inbox/other, so it would never be told");
    run(context -> {
      context.watch(other.ref());
      return null;
    });

    kit.signal(gone);

    assertThat(heard).containsExactly(gone);
  }

  @Test
  void aSignalOfTheActorsOwnLifeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kit.signal(new Signal.PostStop()))
        .withMessageContaining("let it fail, or call stop()");
  }

  // ---- Time ----

  @Test
  void timersFireAsTimePasses() {
    run(context -> {
      context.timers().startWithFixedDelay("key", "tick", ofSeconds(1));
      return null;
    });

    kit.timePasses(ofSeconds(3));

    assertThat(heard).containsExactly("tick", "tick", "tick");
    kit.expectEffect(new TimerStarted("key", "tick", ofSeconds(1), TimerMode.FIXED_DELAY));
  }

  @Test
  void aCancelledTimerDoesNotFire() {
    run(context -> {
      context.timers().startSingle("key", "tick", ofSeconds(1));
      context.timers().cancel("key");
      return null;
    });

    kit.timePasses(ofMinutes(1));

    assertThat(heard).isEmpty();
    kit.expectEffectClass(TimerStarted.class);
    kit.expectEffect(new TimerCancelled("key"));
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
    bank.expectClass(Request.class);
  }

  @Test
  void anAskTimesOutAsTimePasses() {
    TestInbox<Request> bank = TestInbox.create();
    run(context -> {
      context.pipeToSelf(bank.ref().askAsync(Request::new, ofSeconds(3)), outcome -> outcome);
      return null;
    });

    kit.timePasses(ofSeconds(3));

    assertThat(heard)
        .singleElement()
        .isInstanceOfSatisfying(
            Outcome.Failure.class,
            failure -> assertThat(failure.cause()).isInstanceOf(AskTimeoutException.class));
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

    AskTimeoutException timedOut =
        kit.runExpectingFailure(
            (Step)
                _ -> {
                  bank.ref().ask(Request::new, ofSeconds(3));
                  return null;
                },
            AskTimeoutException.class);

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
        .hasMessageContaining("nothing in its BehaviorTestKit will ever complete");
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
            "expected to fail with java.lang.IllegalStateException at hello, but goes on");
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
                  return new Obedient();
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
    var supervised = BehaviorTestKit.create(Behaviors.supervise(backoff, new Obedient()));
    supervised.run(
        (Step)
            _ -> {
              throw new IllegalStateException("on purpose");
            });
    heard.clear();

    supervised.run("early");
    assertThat(heard).isEmpty();
    supervised.timePasses(ofSeconds(1));

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
  void whoStopsHearsPostStopAndIsNoLongerAlive() {
    run(_ -> Behaviors.stopped());

    assertThat(kit.isAlive()).isFalse();
    assertThat(heard).containsExactly(new Signal.PostStop());
    kit.expectEffect(new Stopped());
    assertThatIllegalStateException()
        .isThrownBy(() -> kit.run("too late"))
        .withMessageContaining("has stopped, so run has nobody to run");
  }

  @Test
  void stopEndsChildrenFirstAndLeavesMailToDeadLetters() {
    run(context -> {
      context.watch(context.spawn(Behaviors.ignore(), "kid"));
      context.self().tell("unread");
      return null;
    });

    kit.stop();

    assertThat(kit.isAlive()).isFalse();
    assertThat(heard).containsExactly(new Signal.PostStop());
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

    assertThatThrownBy(kit::expectNoEffects)
        .hasMessageContaining("expected the effect none, but the next is TimersCancelled[]");
  }

  @Test
  void aThreadThatRunsActorsIsRefused() {
    Simulation.run(
        1,
        _ ->
            assertThatIllegalStateException()
                .isThrownBy(() -> BehaviorTestKit.create(new Obedient()))
                .withMessageContaining("call it from the thread of a test"));
  }
}
