package io.aether.actor;

import io.aether.actor.annotation.Stable;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Messages that a behavior has put aside to handle later; see [Behaviors#withStash]. Valid only
/// inside the running behavior.
///
/// No stashed message is lost silently: at a restart the stashed messages go to the new behavior
/// before all others, and when the actor stops they become dead letters.
///
/// Implemented by Aether only.
///
/// @param <M> the messages the actor accepts
@Stable
public interface StashBuffer<M> {

  /// The treatment of a message for which the stash has no room. An ask whose request becomes a
  /// dead letter fails at once, with an [AskException.Overflow].
  enum Overflow {
    /// [#stash] throws a [StashBuffer.FullException]: a failure of the actor.
    FAIL,
    /// The new message becomes a dead letter.
    DROP_NEW,
    /// The oldest message becomes a dead letter.
    DROP_OLDEST
  }

  /// Puts a message aside.
  ///
  /// @throws StashBuffer.FullException if the stash is full and its overflow is [Overflow#FAIL]
  void stash(M message);

  /// Lets the actor handle all stashed messages, in the order of their arrival, before any other
  /// message, beginning with `behavior`. Messages stashed meanwhile wait for the next call.
  /// Messages that were unstashed before and are older come first. A request whose asker no longer
  /// waits is not handled: it becomes a dead letter ([DeadLetter.Reason#EXPIRED]).
  ///
  /// @return `behavior`, to be returned by the handler
  Behavior<M> unstashAll(Behavior<M> behavior);

  /// Like [#unstashAll], for the `count` oldest messages, or fewer if there are fewer, each
  /// replaced by the result of `wrap`.
  Behavior<M> unstash(Behavior<M> behavior, int count, UnaryOperator<M> wrap);

  /// {@return the oldest message}
  ///
  /// @throws NoSuchElementException if the stash is empty
  M head();

  /// Calls `action` with each message, oldest first.
  void forEach(Consumer<? super M> action);

  /// {@return whether a message equal to `message` is stashed}
  boolean contains(M message);

  /// {@return whether a stashed message satisfies `predicate`}
  boolean anyMatch(Predicate<? super M> predicate);

  /// Removes all messages. They do not become dead letters; an ask whose request is removed ends at
  /// once, with an [AskException.Dropped].
  void clear();

  /// {@return whether no message is stashed}
  boolean isEmpty();

  /// {@return whether there is no room for another message}
  boolean isFull();

  /// {@return the number of stashed messages}
  int size();

  /// {@return the largest number of messages the stash has room for}
  int capacity();

  /// The stash had no room for a message.
  final class FullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FullException(ActorPath actor, int capacity) {
      super(
          "A message was not stashed by %s, because its stash is full (%d messages); give it a"
                  .formatted(actor, capacity)
              + " larger capacity, or another StashBuffer.Overflow");
    }
  }
}
