package io.aether.persistence;

import io.aether.actor.ActorRef;
import io.aether.actor.annotation.Experimental;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The result of a command: events to store, and actions for after they are stored.
///
/// A value; nothing has happened yet. The actor carries it out in this order: store the events,
/// adopt the new state, run the follow-ups with it, stop if requested. If the events are not
/// stored, nothing later happens. Recovery does not repeat follow-ups.
///
/// Made by the factory methods of [EventSourced]. Immutable; each `then` returns a copy.
///
/// @param <E> the events
/// @param <S> the state
@Experimental
public final class Effect<E, S> {

  private final List<E> events;
  private final List<Action<? super S>> followUps;
  private final boolean stops;
  private final boolean unhandled;

  private Effect(
      List<E> events, List<Action<? super S>> followUps, boolean stops, boolean unhandled) {
    this.events = events;
    this.followUps = followUps;
    this.stops = stops;
    this.unhandled = unhandled;
  }

  static <E, S> Effect<E, S> persist(List<? extends E> events) {
    return new Effect<>(List.copyOf(events), List.of(), /* stops= */ false, /* unhandled= */ false);
  }

  static <E, S> Effect<E, S> ofUnhandled() {
    return new Effect<>(List.of(), List.of(), /* stops= */ false, /* unhandled= */ true);
  }

  /// Then calls `action`, as part of handling the command. If it throws, the actor fails; the
  /// events stay stored.
  public Effect<E, S> thenRun(Action<? super S> action) {
    List<Action<? super S>> actions = new ArrayList<>(followUps);
    actions.add(Objects.requireNonNull(action, "action"));
    return new Effect<>(events, List.<Action<? super S>>copyOf(actions), stops, unhandled);
  }

  /// Then sends `reply`, computed from the state after the events.
  public <R> Effect<E, S> thenReply(ActorRef<R> replyTo, Reply<? super S, ? extends R> reply) {
    Objects.requireNonNull(replyTo, "replyTo");
    Objects.requireNonNull(reply, "reply");
    return thenRun(state -> replyTo.tell(reply.compute(state)));
  }

  /// Then stops the actor.
  public Effect<E, S> thenStop() {
    return new Effect<>(events, followUps, /* stops= */ true, unhandled);
  }

  // ---- Parts ----

  /// {@return the events, stored together and in this order; unmodifiable}
  public List<E> events() {
    return events;
  }

  /// {@return whether the actor stops afterwards}
  public boolean stops() {
    return stops;
  }

  /// {@return whether the command is reported as a dead letter}
  public boolean unhandled() {
    return unhandled;
  }

  List<Action<? super S>> followUps() {
    return followUps;
  }

  @Override
  public String toString() {
    return "Effect[events=%s, followUps=%d, stops=%s, unhandled=%s]"
        .formatted(events, followUps.size(), stops, unhandled);
  }

  /// An action after the events are stored.
  ///
  /// @param <S> the state
  @FunctionalInterface
  public interface Action<S> {

    /// @throws Exception any failure; the actor's supervision decides
    void run(S state) throws Exception;
  }

  /// Computes a reply from the state after the events.
  ///
  /// @param <S> the state
  /// @param <R> the reply
  @FunctionalInterface
  public interface Reply<S, R> {

    /// @throws Exception any failure; the actor's supervision decides
    R compute(S state) throws Exception;
  }
}
