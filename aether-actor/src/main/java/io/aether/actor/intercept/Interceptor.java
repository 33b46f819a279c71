package io.aether.actor.intercept;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.config.HandlingSettings;

/// Stands around a behavior: sees each start, message and signal before it does, and its outcome
/// after it. It may change what is passed on, pass it on or not, and do something before and after.
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
/// Called by the actor's activation, like the behavior. What it throws is a failure of the actor.
/// Two that are [equal][Object#equals] are one: around a behavior that already has an equal
/// interceptor around it, another does nothing. So a record of what it needs is the best form.
///
/// @param <M> the messages of the behavior
/// @see Behaviors#intercept
/// @see HandlingSettings
public interface Interceptor<M> {

  /// Around the creation of the behavior, when the actor starts.
  ///
  /// @param target creates it; the behavior itself for one that needs no [Behaviors#setup]
  /// @return what to start as, with this interceptor around it
  /// @throws Exception any failure
  default Behavior<M> aroundStart(ActorContext<M> context, Behaviors.Setup<M> target)
      throws Exception {
    return target.create(context);
  }

  /// Around one message.
  ///
  /// @param target handles it
  /// @return the next behavior, around which this interceptor remains; usually what `target` says
  /// @throws Exception any failure
  default Behavior<M> aroundMessage(
      ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
    return target.handle(context, message);
  }

  /// Around one signal.
  ///
  /// @param target handles it
  /// @return the next behavior, around which this interceptor remains; usually what `target` says
  /// @throws Exception any failure
  default Behavior<M> aroundSignal(
      ActorContext<M> context, Signal signal, Behaviors.SignalHandler<M> target) throws Exception {
    return target.handle(context, signal);
  }
}
