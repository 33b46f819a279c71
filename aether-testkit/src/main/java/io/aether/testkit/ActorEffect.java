package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Observer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// What a behavior did besides sending messages, as a [BehaviorTestKit] has seen it.
public sealed interface ActorEffect {

  /// A child was started under a name; in its place stands an inbox.
  ///
  /// @param behavior what it would run: another [BehaviorTestKit] can
  record Spawned(String name, Behavior<?> behavior, ActorRef<?> ref) implements ActorEffect {}

  /// A child was started under a name of the system's choice; in its place stands an inbox.
  record SpawnedAnonymous(Behavior<?> behavior, ActorRef<?> ref) implements ActorEffect {}

  /// A child was asked to stop.
  record ChildStopped(ActorRef<?> child) implements ActorEffect {}

  record Watched(ActorRef<?> ref) implements ActorEffect {}

  record Unwatched(ActorRef<?> ref) implements ActorEffect {}

  /// A timer was started, or started anew.
  ///
  /// @param delay until it sends its message; between two of them if it repeats
  record TimerStarted(Object key, Object message, Duration delay, Observer.TimerMode mode)
      implements ActorEffect {}

  record TimerCancelled(Object key) implements ActorEffect {}

  record TimersCancelled() implements ActorEffect {}

  /// A request was sent that waits for a reply. It times out as virtual time passes.
  record Asked(ActorRef<?> target, Object request, Duration timeout, ActorRef<Object> replyTo)
      implements ActorEffect {

    /// Answers in place of the target. What a behavior has piped to itself then waits in its
    /// mailbox: [BehaviorTestKit#runOne].
    public void respond(Object reply) {
      replyTo.tell(reply);
    }
  }

  /// A ref for messages of another protocol was created; a test can send to it.
  record AdapterCreated(ActorRef<Object> ref) implements ActorEffect {}

  /// What a future comes to will be sent to the actor.
  record Piped(CompletableFuture<?> future) implements ActorEffect {}

  /// A task was started; it runs on the calling thread once the behavior is done, and what it came
  /// to waits in the mailbox: [BehaviorTestKit#runOne].
  record Forked(Callable<?> task) implements ActorEffect {}

  /// A message was left unhandled.
  record Unhandled(Object message) implements ActorEffect {}

  /// The behavior failed.
  ///
  /// @param decision of its supervision; to stop where there is none
  record Failed(Throwable cause, SupervisorStrategy decision) implements ActorEffect {}

  /// The actor has stopped.
  record Stopped() implements ActorEffect {}
}
