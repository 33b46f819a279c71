package io.aether.actor;

/// What an actor does with its next message, and who it becomes afterwards.
///
/// A lambda, a record (immutable state: return a new record) and a class (mutable state: return
/// `this`) are all behaviors. A behavior is used by one actor, by one thread at a time, and may
/// block: only its own actor waits. A class with mutable state is best created inside
/// [Behaviors#setup], so that a restart begins with a new one.
///
/// @param <M> the messages this behavior accepts
@FunctionalInterface
public interface Behavior<M> {

  /// Handles one message and returns the behavior for the next one; see [Behaviors#same()] and
  /// [Behaviors#stopped()].
  ///
  /// @throws Exception any failure; the actor's [SupervisorStrategy] then decides, and without one
  ///   the actor stops
  Behavior<M> onMessage(ActorContext<M> context, M message) throws Exception;

  /// Handles what the runtime has to say. The default leaves everything unhandled, which matters
  /// only for [Signal.Terminated] and [Signal.ChildFailed].
  ///
  /// @throws Exception any failure, as in [#onMessage]
  default Behavior<M> onSignal(ActorContext<M> context, Signal signal) throws Exception {
    return Behaviors.unhandled();
  }
}
