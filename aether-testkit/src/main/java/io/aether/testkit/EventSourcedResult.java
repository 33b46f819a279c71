package io.aether.testkit;

import io.aether.actor.spi.SafeText;
import java.util.List;

/// What one command came to; see [EventSourcedTestKit].
///
/// @param command the command
/// @param events what was stored, read back from its bytes
/// @param state the state afterwards
/// @param replies what was sent to the command's ref, in order
/// @param repeated whether its id had been applied before
/// @param unhandled whether it was reported as a dead letter
/// @param stopped whether the actor has stopped itself; the next command lets it recover
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
          "%s should have had one %s, but had %s"
              .formatted(SafeText.of(command), what, SafeText.of(came)));
    }
    return came.getFirst();
  }

  private <T> T cast(String what, Object value, Class<T> type) {
    if (!type.isInstance(value)) {
      throw new AssertionError(
          "%s should have had a %s of %s, but had %s"
              .formatted(SafeText.of(command), what, type.getName(), SafeText.of(value)));
    }
    return type.cast(value);
  }
}
