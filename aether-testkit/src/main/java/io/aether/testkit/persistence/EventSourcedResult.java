package io.aether.testkit.persistence;

import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.SafeText;
import java.util.List;

/// The outcome of one command; see [EventSourcedTestKit].
///
/// @param command the command
/// @param events the events that were stored, read back from their bytes
/// @param state the state afterwards
/// @param replies the messages sent to the command's ref, in order
/// @param repeated whether the command's id had been applied before
/// @param unhandled whether the command became a dead letter
/// @param stopped whether the actor has stopped itself; it recovers for the next command
@Experimental
public record EventSourcedResult<C, E, S, R>(
    C command,
    List<E> events,
    S state,
    List<R> replies,
    boolean repeated,
    boolean unhandled,
    boolean stopped) {

  public EventSourcedResult {
    events = List.copyOf(events);
    replies = List.copyOf(replies);
  }

  /// {@return the event, which must be the only one}
  ///
  /// @throws AssertionError if there are more or none
  public E event() {
    return only("event", events);
  }

  /// {@return the event, which must be the only one and of this type}
  public <T extends E> T eventOfType(Class<T> type) {
    return cast("event", event(), type);
  }

  public boolean hasNoEvents() {
    return events.isEmpty();
  }

  /// {@return the state, which must be of this type}
  public <T extends S> T stateOfType(Class<T> type) {
    return cast("state", state, type);
  }

  /// {@return the reply, which must be the only one}
  public R reply() {
    return only("reply", replies);
  }

  /// {@return the reply, which must be the only one and of this type}
  public <T extends R> T replyOfType(Class<T> type) {
    return cast("reply", reply(), type);
  }

  public boolean hasNoReply() {
    return replies.isEmpty();
  }

  private <T> T only(String what, List<T> came) {
    if (came.size() != 1) {
      throw new AssertionError(
          "%s was expected to have one %s, but had %s"
              .formatted(SafeText.of(command), what, SafeText.of(came)));
    }
    return came.getFirst();
  }

  private <T> T cast(String what, Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      throw new AssertionError(
          "%s was expected to have a %s of type %s, but had %s"
              .formatted(SafeText.of(command), what, type.getName(), SafeText.of(value)));
    }
    return type.cast(value);
  }
}
