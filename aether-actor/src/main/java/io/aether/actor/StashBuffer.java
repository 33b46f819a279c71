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

  /// Stashed mail in the order of its arrival, some of it with the context it came in.
  private final Deque<Object> messages = new ArrayDeque<>();

  /// Whether the cell takes care of what is left in here.
  private boolean known;

  StashBuffer(ActorCell<M> cell, int capacity, Overflow overflow) {
    checkCapacity(capacity);
    this.cell = cell;
    cell.extension(); // remembers what is handled now, which may be stashed
    this.capacity = capacity;
    this.overflow = Objects.requireNonNull(overflow, "overflow");
  }

  static void checkCapacity(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "A stash has room for at least 1 message, but was given: " + capacity);
    }
  }

  /// Puts a message aside.
  ///
  /// @throws StashOverflowException if the stash is full and was told to fail then
  public void stash(M message) {
    Objects.requireNonNull(message, "message");
    cell.requireRunning("StashBuffer.stash");
    if (!known) {
      cell.extension().stashes.add(this);
      known = true;
    }
    if (!isFull()) {
      add(message);
      return;
    }
    switch (overflow) {
      case FAIL -> throw new StashOverflowException(cell.path(), capacity);
      case DROP_NEW -> drop(cell.extension().aside(message));
      case DROP_OLDEST -> {
        drop(InBand.Stashed.of(messages.remove()));
        add(message);
      }
    }
  }

  private void add(M message) {
    Object mail = cell.carry(cell.extension().aside(message));
    Deque<Object> newer = new ArrayDeque<>(0); // left when this one was unstashed
    while (!messages.isEmpty() && InBand.Stashed.isOlder(mail, messages.getLast())) {
      newer.addFirst(messages.removeLast());
    }
    messages.add(mail);
    messages.addAll(newer);
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
  ///
  /// @throws IllegalArgumentException if `count` is negative
  public Behavior<M> unstash(Behavior<M> behavior, int count, UnaryOperator<M> wrap) {
    cell.requireRunning("StashBuffer.unstash");
    Objects.requireNonNull(behavior, "behavior");
    Objects.requireNonNull(wrap, "wrap");
    if (count < 0) {
      throw new IllegalArgumentException("count must not be negative, but was: " + count);
    }
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
    cell.requireRunning("StashBuffer.head");
    return message(messages.element());
  }

  /// Calls `action` with each message, oldest first.
  public void forEach(Consumer<? super M> action) {
    cell.requireRunning("StashBuffer.forEach");
    Objects.requireNonNull(action, "action");
    messages.forEach(mail -> action.accept(message(mail)));
  }

  public boolean contains(M message) {
    cell.requireRunning("StashBuffer.contains");
    return anyMatch(Objects.requireNonNull(message, "message")::equals);
  }

  public boolean anyMatch(Predicate<? super M> predicate) {
    cell.requireRunning("StashBuffer.anyMatch");
    Objects.requireNonNull(predicate, "predicate");
    return messages.stream().map(this::message).anyMatch(predicate);
  }

  /// Drops every message. They do not become dead letters; an ask whose request is dropped ends at
  /// once, with an [AskDroppedException].
  public void clear() {
    cell.requireRunning("StashBuffer.clear");
    List<Object> dropped = List.copyOf(messages);
    messages.clear();
    for (Object mail : dropped) {
      Promise<?> promise = InBand.Stashed.of(mail).promise;
      if (promise != null) {
        promise.dropped();
      }
    }
  }

  public boolean isEmpty() {
    cell.requireRunning("StashBuffer.isEmpty");
    return messages.isEmpty();
  }

  public boolean isFull() {
    cell.requireRunning("StashBuffer.isFull");
    return messages.size() >= capacity;
  }

  public int size() {
    cell.requireRunning("StashBuffer.size");
    return messages.size();
  }

  /// {@return the size as another thread may see it, for inspections}
  int roughSize() {
    return messages.size();
  }

  public int capacity() {
    cell.requireRunning("StashBuffer.capacity");
    return capacity;
  }

  @SuppressWarnings("unchecked") // as it was stashed
  private M message(Object mail) {
    return (M) InBand.Stashed.of(mail).message;
  }

  /// {@return what is left at the end of a life}
  List<Object> leave() {
    known = false;
    List<Object> all = new ArrayList<>(messages);
    messages.clear();
    return all;
  }
}
