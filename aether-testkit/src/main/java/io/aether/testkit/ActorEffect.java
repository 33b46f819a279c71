package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.Observer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// An action of a behavior other than sending a message, as recorded by a [BehaviorTestKit].
@Stable
public sealed interface ActorEffect {

  /// A child was spawned under a name; an inbox stands for it.
  ///
  /// @param behavior the child's behavior, for another [BehaviorTestKit]
  record Spawned(String name, Behavior<?> behavior, ActorRef<?> ref) implements ActorEffect {}

  /// A child was spawned under a name that the system chose; an inbox stands for it.
  record SpawnedAnonymous(Behavior<?> behavior, ActorRef<?> ref) implements ActorEffect {}

  /// A child was asked to stop.
  record ChildStopped(ActorRef<?> child) implements ActorEffect {}

  record Watched(ActorRef<?> ref) implements ActorEffect {}

  record Unwatched(ActorRef<?> ref) implements ActorEffect {}

  /// A timer was started or restarted.
  ///
  /// @param delay until the timer sends its message, or between two messages if it repeats
  record TimerStarted(Object key, Object message, Duration delay, Observer.TimerMode mode)
      implements ActorEffect {}

  record TimerCancelled(Object key) implements ActorEffect {}

  record TimersCancelled() implements ActorEffect {}

  /// An ask was sent. It times out when virtual time advances.
  record Asked(ActorRef<?> target, Object request, Duration timeout, ActorRef<Object> replyTo)
      implements ActorEffect {

    /// Replies in place of the target. If the behavior pipes the reply to itself, the resulting
    /// message waits in its mailbox: [BehaviorTestKit#runOne].
    public void respond(Object reply) {
      replyTo.tell(reply);
    }
  }

  /// A message adapter was created; a test can send to its ref.
  record AdapterCreated(ActorRef<Object> ref) implements ActorEffect {}

  /// The outcome of a future will be sent to the actor.
  record Piped(CompletableFuture<?> future) implements ActorEffect {}

  /// A task was forked. It runs on the calling thread after the behavior's turn; its outcome then
  /// waits in the mailbox: [BehaviorTestKit#runOne].
  record Forked(Callable<?> task) implements ActorEffect {}

  /// The behavior did not handle a message.
  record Unhandled(Object message) implements ActorEffect {}

  /// The behavior failed.
  ///
  /// @param decision the decision of its supervision; stop if it is not supervised
  record Failed(Throwable cause, SupervisorStrategy decision) implements ActorEffect {}

  /// The actor has stopped.
  record Stopped() implements ActorEffect {}
}
