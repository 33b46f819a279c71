package io.aether.actor;

import io.aether.actor.annotation.Stable;

/// Handles an actor's next message, and chooses the behavior for the message after it.
///
/// A lambda, a record (immutable state: return a new record) and a class (mutable state: return
/// `this`) are all behaviors. A behavior is used by one actor, by one thread at a time, and may
/// block: this blocks only its own actor. A class with mutable state is best created inside
/// [Behaviors#setup], so that a restart begins with a new one.
///
/// @param <M> the messages this behavior accepts
@Stable
@FunctionalInterface
public interface Behavior<M> {

  /// Handles one message and returns the behavior for the next one; see [Behaviors#same()] and
  /// [Behaviors#stopped()].
  ///
  /// @throws Exception any failure; the actor's [SupervisorStrategy] then decides, and without one
  ///   the actor stops
  Behavior<M> onMessage(ActorContext<M> context, M message) throws Exception;

  /// Handles a signal of the runtime. The default leaves every signal unhandled, which has
  /// consequences only for [Signal.Terminated] and [Signal.ChildFailed].
  ///
  /// @throws Exception any failure, as in [#onMessage]
  default Behavior<M> onSignal(ActorContext<M> context, Signal signal) throws Exception {
    return Behaviors.unhandled();
  }
}
