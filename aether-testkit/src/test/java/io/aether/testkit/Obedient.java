package io.aether.testkit;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs each [Step] that it receives, answers an [Echo], and records all other messages.
///
/// @param heard the messages that it received, signals included
record Obedient(List<Object> heard) implements Behavior<Object> {

  /// An action of the actor with its context.
  @FunctionalInterface
  interface Step {
    /// {@return the next behavior; null to stay the same}
    @Nullable Behavior<Object> with(ActorContext<Object> context) throws Exception;
  }

  record Echo(String text, ActorRef<String> replyTo) {}

  @Override
  public Behavior<Object> onMessage(ActorContext<Object> context, Object message) throws Exception {
    switch (message) {
      case Step step -> {
        Behavior<Object> next = step.with(context);
        return next == null ? this : next;
      }
      case Echo(var text, var replyTo) -> replyTo.tell(text);
      default -> heard.add(message);
    }
    return this;
  }

  @Override
  public Behavior<Object> onSignal(ActorContext<Object> context, Signal signal) {
    heard.add(signal);
    return this;
  }
}
