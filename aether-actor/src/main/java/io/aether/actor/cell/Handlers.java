package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import java.util.Objects;

/// See [Behaviors#receive].
record Handlers<M>(Behaviors.MessageHandler<M> messages, Behaviors.SignalHandler<M> signals)
    implements Behavior<M> {

  Handlers {
    Objects.requireNonNull(messages, "onMessage");
    Objects.requireNonNull(signals, "onSignal");
  }

  @Override
  public Behavior<M> onMessage(ActorContext<M> context, M message) throws Exception {
    return messages.handle(context, message);
  }

  @Override
  public Behavior<M> onSignal(ActorContext<M> context, Signal signal) throws Exception {
    return signals.handle(context, signal);
  }
}
