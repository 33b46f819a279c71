package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.util.Objects;

/// See [Behaviors#receiveMessage].
record ContextFree<M>(Behaviors.ContextFreeHandler<M> messages) implements Behavior<M> {

  ContextFree {
    Objects.requireNonNull(messages, "onMessage");
  }

  @Override
  public Behavior<M> onMessage(ActorContext<M> context, M message) throws Exception {
    return messages.handle(message);
  }
}
