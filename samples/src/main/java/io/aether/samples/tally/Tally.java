package io.aether.samples.tally;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;

// @start region="tally"
/// Counts. Each message returns a tally with the next value as the new behavior.
public record Tally(int value) implements Behavior<Tally.Command> {

  public sealed interface Command {}

  public record Add(int amount) implements Command {}

  public record Read(ActorRef<Integer> replyTo) implements Command {}

  @Override
  public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
    return switch (command) {
      case Add(int amount) -> new Tally(value + amount);
      case Read(var replyTo) -> {
        replyTo.tell(value);
        yield this;
      }
    };
  }
}
// @end
