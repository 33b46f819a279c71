package io.aether.samples.actors;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;

/// A door whose two states are two behaviors.
final class Door {

  // @start region="door"
  sealed interface Command {}

  record Open() implements Command {}

  record Close() implements Command {}

  record IsOpen(ActorRef<Boolean> replyTo) implements Command {}

  static Behavior<Command> closed() {
    return (context, command) ->
        switch (command) {
          case Open() -> open();
          case Close() -> Behaviors.same();
          case IsOpen(ActorRef<Boolean> replyTo) -> {
            replyTo.tell(false);
            yield Behaviors.same();
          }
        };
  }

  static Behavior<Command> open() {
    return (context, command) ->
        switch (command) {
          case Open() -> Behaviors.same();
          case Close() -> closed();
          case IsOpen(ActorRef<Boolean> replyTo) -> {
            replyTo.tell(true);
            yield Behaviors.same();
          }
        };
  }

  // @end

  private Door() {}
}
