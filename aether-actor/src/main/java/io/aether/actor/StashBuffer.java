package io.aether.actor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Messages that a behavior has put aside to handle later; see [Behaviors#withStash]. Valid only
/// inside the running behavior.
///
/// Nothing in it is lost silently: at a restart what is stashed goes before all other mail to the
/// new behavior, and at the end of the actor it becomes dead letters, like all mail.
///
/// @param <M> the messages the actor accepts
public final class StashBuffer<M> {

  /// What becomes of a message for which there is no room. An ask whose request becomes a dead
  /// letter fails at once, with an [AskOverflowException].
  public enum Overflow {
    /// [#stash] throws a [StashOverflowException]: a failure of the actor.
    FAIL,
    /// The new message becomes a dead letter.
    DROP_NEW,
    /// The oldest message becomes a dead letter.
    DROP_OLDEST
  }

  private final ActorCell<M> cell;
  private final int capacity;
  private final Overflow overflow;

  /// Stashed mail in the order of its arrival, some of it with the context it came in. A new one
  /// whenever it has become empty, so that a stash which was large once does not keep the room.
  /// While it holds anything, [PutAside] knows this stash.
  private Deque<Object> messages = new ArrayDeque<>(0);

  StashBuffer(ActorCell<M> cell, int capacity, Overflow overflow) {
    if (capacity < 1) {
      throw new IllegalArgumentException("A stash has room for at least 1, but was: " + capacity);
    }
    this.cell = cell;
    this.capacity = capacity;
    this.overflow = Objects.requireNonNull(overflow, "overflow");
  }

  /// Puts a message aside.
  ///
  /// @throws StashOverflowException if the stash is full and was told to fail then
  public void stash(M message) {
    Objects.requireNonNull(message, "message");
    cell.requireRunning("withStash");
    if (!isFull()) {
      add(message);
      return;
    }
    switch (overflow) {
      case FAIL -> throw new StashOverflowException(cell.path(), capacity);
      case DROP_NEW -> drop(Requests.aside(cell, message));
      case DROP_OLDEST -> {
        Object oldest = messages.remove();
        removed(1);
        drop(InBand.Stashed.of(oldest));
        add(message);
      }
    }
  }

  private void add(M message) {
    Object mail = cell.carry(Requests.aside(cell, message));
    Deque<Object> newer = new ArrayDeque<>(0); // left when this one was unstashed
    while (!messages.isEmpty() && InBand.Stashed.isOlder(mail, messages.getLast())) {
      newer.addFirst(messages.removeLast());
    }
    messages.add(mail);
    messages.addAll(newer);
    cell.extension().putAside().added(this);
  }

  /// Called when `count` messages have been taken out.
  private void removed(int count) {
    if (count > 0) {
      cell.extension().putAside().removed(this, count);
      if (messages.isEmpty()) {
        messages = new ArrayDeque<>(0);
      }
    }
  }

  private void drop(InBand.Stashed mail) {
    cell.system().deadLetters().publish(mail.message, cell.path(), DeadLetter.Reason.OVERFLOW);
    if (mail.promise != null) {
      mail.promise.overflown();
    }
  }

  /// Lets the actor handle everything stashed, in the order of its arrival, before any other
  /// message, beginning with `behavior`. What is stashed meanwhile waits for the next call; what
  /// was unstashed before and is older comes first. A request whose asker waits no longer is not
  /// handled: it becomes a dead letter ([DeadLetter.Reason#EXPIRED]).
  ///
  /// @return `behavior`, to be returned by the handler
  public Behavior<M> unstashAll(Behavior<M> behavior) {
    return unstash(behavior, messages.size(), UnaryOperator.identity());
  }

  /// Like [#unstashAll], for the `count` oldest messages, or fewer if there are fewer, each changed
  /// by `wrap`.
  public Behavior<M> unstash(Behavior<M> behavior, int count, UnaryOperator<M> wrap) {
    cell.requireRunning("withStash");
    List<Object> taken = new ArrayList<>();
    for (Object mail : messages) {
      if (taken.size() == count) {
        break;
      }
      M wrapped = Objects.requireNonNull(wrap.apply(message(mail)), "wrapped message");
      taken.add(wrapped == message(mail) ? mail : replaced(mail, wrapped));
    }
    for (int n = 0; n < taken.size(); n++) {
      messages.remove();
    }
    removed(taken.size());
    cell.putAhead(taken);
    return behavior;
  }

  private static Object replaced(Object mail, Object message) {
    InBand.Stashed stashed = InBand.Stashed.of(mail);
    var replaced = new InBand.Stashed(message, stashed.promise, stashed.arrival);
    return mail instanceof InBand.Carried carried
        ? new InBand.Carried(carried.context, replaced)
        : replaced;
  }

  /// {@return the oldest message}
  ///
  /// @throws NoSuchElementException if the stash is empty
  public M head() {
    return message(messages.element());
  }

  /// Calls `action` with each message, oldest first.
  public void forEach(Consumer<? super M> action) {
    messages.forEach(mail -> action.accept(message(mail)));
  }

  public boolean contains(M message) {
    return anyMatch(message::equals);
  }

  public boolean anyMatch(Predicate<? super M> predicate) {
    return messages.stream().map(this::message).anyMatch(predicate);
  }

  /// Forgets every message; they do not become dead letters. The actor may have copied them
  /// elsewhere, so a request among them counts as handled: its ask waits for the answer, and ends
  /// at once if the actor stops.
  public void clear() {
    cell.requireRunning("withStash");
    for (Object mail : leave()) {
      Promise<?> promise = InBand.promiseOf(mail);
      if (promise != null) {
        Requests.answerIsOwed(cell, promise);
      }
    }
  }

  public boolean isEmpty() {
    return messages.isEmpty();
  }

  public boolean isFull() {
    return messages.size() >= capacity;
  }

  public int size() {
    return messages.size();
  }

  public int capacity() {
    return capacity;
  }

  @SuppressWarnings("unchecked") // as it was stashed
  private M message(Object mail) {
    return (M) InBand.Stashed.of(mail).message;
  }

  /// {@return what is left at the end of a life}
  List<Object> leave() {
    List<Object> all = new ArrayList<>(messages);
    messages.clear();
    removed(all.size());
    return all;
  }
}
