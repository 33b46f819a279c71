package io.aether.persistence;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a command comes to: events to store, and what to do once they are safe.
///
/// A value; nothing has happened yet. The actor carries it out in this order: store the events,
/// adopt the new state, run the follow-ups with it, stop if asked to. If the events are not stored,
/// nothing later happens. Follow-ups are not repeated by recovery.
///
/// Made by the factory methods of [EventSourced]. Immutable; each `then` returns a copy.
///
/// @param events stored together, in this order
/// @param followUps run in order, with the state after the events
/// @param stops whether the actor stops afterwards
/// @param unhandled whether the command is reported as a dead letter
public record Effect<E, S>(
    List<E> events, List<Consumer<? super S>> followUps, boolean stops, boolean unhandled) {

  public Effect {
    events = List.copyOf(events);
    followUps = List.copyOf(followUps);
    if (unhandled && !events.isEmpty()) {
      throw new IllegalArgumentException(
          "An unhandled command stores nothing, but this effect has events: "
              + SafeText.of(events));
    }
  }

  /// Then calls `action`, on the actor's turn. An exception of it is a failure of the actor; the
  /// events stay stored.
  public Effect<E, S> thenRun(Consumer<? super S> action) {
    List<Consumer<? super S>> actions = new ArrayList<>(followUps);
    actions.add(action);
    return new Effect<>(events, actions, stops, unhandled);
  }

  /// Then sends `reply`, computed from the state after the events.
  public <R> Effect<E, S> thenReply(ActorRef<R> replyTo, Function<? super S, ? extends R> reply) {
    return thenRun(state -> replyTo.tell(reply.apply(state)));
  }

  /// Then stops the actor.
  public Effect<E, S> thenStop() {
    return new Effect<>(events, followUps, /* stops= */ true, unhandled);
  }
}
