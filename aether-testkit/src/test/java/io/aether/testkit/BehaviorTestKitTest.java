package io.aether.testkit;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.Observer.TimerMode;
import io.aether.testkit.ActorEffect.Spawned;
import io.aether.testkit.ActorEffect.TimerCancelled;
import io.aether.testkit.ActorEffect.TimerStarted;
import io.aether.testkit.ActorEffect.Watched;
import io.aether.testkit.Obedient.Echo;
import io.aether.testkit.Obedient.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BehaviorTestKitTest {

  private final List<Object> heard = new ArrayList<>();

  private final BehaviorTestKit<Object> kit = BehaviorTestKit.create(new Obedient(heard));

  private void run(Step step) {
    kit.run(step);
  }

  // ---- Messages ----

  @Test
  void aMessageHasBeenHandledWhenRunReturns() {
    kit.run("hello");

    assertThat(heard).containsExactly("hello");
    kit.expectNoEffect();
  }

  @Test
  void aReplyIsThereWhenRunAskReturns() {
    kit.<String>runAsk(replyTo -> new Echo("hi", replyTo)).expectMessage("hi");
  }

  @Test
  void messagesThatTheActorSendsItselfWait() {
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
  void waitingMessagesAreHandledBeforeTheNextOne() {
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
    kit.childInbox("kid").expectMessage("hello");
    assertThat(kit.childInbox(spawned.ref()).ref()).isSameAs(spawned.ref());
  }

  @Test
  void aChildWithoutANameIsFoundByItsRef() {
    run(context -> {
      context.spawn(Behaviors.<String>ignore()).tell("hello");
      return null;
    });

    var spawned = kit.expectEffectClass(ActorEffect.SpawnedAnonymous.class);
    kit.childInbox(spawned.ref()).receiveMessage();
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
            "BehaviorTestKit[/user/actor] never had a child 'cat'; its children were: [kid]");
  }

  @Test
  void aWatchedChildThatStopsIsReported() {
    run(context -> {
      context.watch(context.spawn(Behaviors.ignore(), "kid"));
      return null;
    });

    kit.childInbox("kid").stop();
    kit.runOne();

    assertThat(heard)
        .containsExactly(new Signal.Terminated(kit.childInbox("kid").ref(), StopReason.BY_PARENT));
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
    kit.receiveEffects();

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

    assertThat(heard).containsExactly(new Signal.Terminated(other.ref(), StopReason.BY_PARENT));
  }

  @Test
  void theEndOfAnUnwatchedActorIsNotReported() {
    TestInbox<String> other = TestInbox.create();
    run(context -> {
      context.watch(other.ref());
      context.unwatch(other.ref());
      return null;
    });

    other.stop();

    assertThat(kit.selfInbox()).isEmpty();
    assertThat(kit.receiveEffects())
        .containsExactly(new Watched(other.ref()), new ActorEffect.Unwatched(other.ref()));
  }

  @Test
  void aSignalIsDeliveredToAWatcherOnly() {
    TestInbox<String> other = TestInbox.create("other");
    Signal gone = new Signal.Terminated(other.ref(), StopReason.BY_PARENT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> kit.signal(gone))
        .withMessageContaining("does not watch /inbox/other, so it would never receive");
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
        .isThrownBy(() -> kit.signal(new Signal.PostStop(StopReason.BY_PARENT)))
        .withMessageContaining("make the actor fail, or call stop()");
  }

  // ---- Time ----

  @Test
  void timersFireAsTimePasses() {
    run(context -> {
      context.timers().startWithFixedDelay("key", "tick", ofSeconds(1));
      return null;
    });

    kit.advance(ofSeconds(3));

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

    kit.advance(ofMinutes(1));

    assertThat(heard).isEmpty();
    kit.expectEffectClass(TimerStarted.class);
    kit.expectEffect(new TimerCancelled("key"));
  }
}
