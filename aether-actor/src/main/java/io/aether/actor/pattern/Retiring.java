package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.intercept.Interceptor;

/// Stops a routee that was removed from its pool, after it has handled the messages that were
/// routed to it.
record Retiring<M>() implements Interceptor<M> {

  /// The last message of a routee.
  enum Retire implements DeadLetter.Suppressed {
    NOW
  }

  @Override
  public Behavior<M> aroundMessage(
      ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
    return (Object) message == Retire.NOW ? Behaviors.stopped() : target.handle(context, message);
  }
}
