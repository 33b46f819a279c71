package com.example.counter;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;

/// Counts visitors.
public record Counter(int visitors) implements Behavior<Counter.Command> {

  /// The messages that a counter accepts.
  public sealed interface Command {}

  /// Some visitors have arrived.
  public record Arrived(int number) implements Command {}

  /// Requests the number of visitors, which is sent to `replyTo`.
  public record GetVisitors(ActorRef<Integer> replyTo) implements Command {}

  @Override
  public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
    return switch (command) {
      case Arrived(int number) -> new Counter(visitors + number);
      case GetVisitors(ActorRef<Integer> replyTo) -> {
        replyTo.tell(visitors);
        yield this;
      }
    };
  }
}
