package io.aether.actor.intercept;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Stable;
import io.aether.actor.config.HandlingSettings;

/// Surrounds a behavior: it sees each start, message and signal before the behavior does, and the
/// outcome afterwards. It may change a message or signal, pass it on or not, and act before and
/// after.
///
/// ```java
/// record Counting<M>(Meter meter) implements Interceptor<M> {
///   public Behavior<M> aroundMessage(
///       ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
///     meter.increment();
///     return target.handle(context, message);
///   }
/// }
/// ```
///
/// It is called by the actor's activation, like the behavior. An exception that it throws is a
/// failure of the actor. Two [equal][Object#equals] interceptors count as one: around a behavior
/// that already has an equal interceptor around it, another one has no effect. So the best form is
/// a record of what the interceptor needs.
///
/// @param <M> the messages of the behavior
/// @see Behaviors#intercept
/// @see HandlingSettings
@Stable
public interface Interceptor<M> {

  /// Surrounds the creation of the behavior, when the actor starts.
  ///
  /// @param target creates the behavior; returns the behavior itself if it needs no
  ///   [Behaviors#setup]
  /// @return the behavior to start with, with this interceptor around it
  /// @throws Exception any failure
  default Behavior<M> aroundStart(ActorContext<M> context, Behaviors.Setup<M> target)
      throws Exception {
    return target.create(context);
  }

  /// Surrounds the handling of one message.
  ///
  /// @param target handles it
  /// @return the next behavior, around which this interceptor remains; usually what `target` says
  /// @throws Exception any failure
  default Behavior<M> aroundMessage(
      ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
    return target.handle(context, message);
  }

  /// Surrounds the handling of one signal.
  ///
  /// @param target handles it
  /// @return the next behavior, around which this interceptor remains; usually what `target` says
  /// @throws Exception any failure
  default Behavior<M> aroundSignal(
      ActorContext<M> context, Signal signal, Behaviors.SignalHandler<M> target) throws Exception {
    return target.handle(context, signal);
  }
}
