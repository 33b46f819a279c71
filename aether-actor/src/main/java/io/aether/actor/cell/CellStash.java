package io.aether.actor.cell;

import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import io.aether.actor.StashBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// The stash of one life of an actor; see [StashBuffer]. Owned by the activation.
final class CellStash<M> implements StashBuffer<M> {

  private final ActorCell<M> cell;
  private final int capacity;
  private final Overflow overflow;

  /// The stashed messages in the order of arrival, some of them with the context they were sent in.
  /// Replaced whenever it has become empty, so that a stash that was large once does not keep its
  /// capacity. While it is not empty, [PutAside] holds this stash.
  private Deque<Object> messages = new ArrayDeque<>(0);

  /// Whether the factory that was given this stash has failed, so that no behavior uses it.
  private boolean abandoned;

  CellStash(ActorCell<M> cell, int capacity, Overflow overflow) {
    checkCapacity(capacity);
    this.cell = cell;
    this.capacity = capacity;
    this.overflow = Objects.requireNonNull(overflow, "overflow");
  }

  static void checkCapacity(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "The capacity of a stash must be at least 1, but was: " + capacity);
    }
  }

  @Override
  public void stash(M message) {
    Objects.requireNonNull(message, "message");
    cell.requireRunning("StashBuffer.stash");
    if (!isFull()) {
      add(message);
      return;
    }
    switch (overflow) {
      case FAIL -> throw new StashBuffer.FullException(cell.path(), capacity);
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
    Deque<Object> newer = new ArrayDeque<>(0); // the messages left behind this one
    while (!messages.isEmpty() && InBand.Stashed.isOlder(mail, messages.getLast())) {
      newer.addFirst(messages.removeLast());
    }
    messages.add(mail);
    messages.addAll(newer);
    cell.extension().putAside().added(this);
  }

  /// Called when `count` messages have been removed.
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

  @Override
  public Behavior<M> unstashAll(Behavior<M> behavior) {
    return unstash(behavior, messages.size(), UnaryOperator.identity());
  }

  @Override
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

  @Override
  public M head() {
    cell.requireRunning("StashBuffer.head");
    return message(messages.element());
  }

  @Override
  public void forEach(Consumer<? super M> action) {
    cell.requireRunning("StashBuffer.forEach");
    Objects.requireNonNull(action, "action");
    messages.forEach(mail -> action.accept(message(mail)));
  }

  @Override
  public boolean contains(M message) {
    cell.requireRunning("StashBuffer.contains");
    return anyMatch(Objects.requireNonNull(message, "message")::equals);
  }

  @Override
  public boolean anyMatch(Predicate<? super M> predicate) {
    cell.requireRunning("StashBuffer.anyMatch");
    Objects.requireNonNull(predicate, "predicate");
    return messages.stream().map(this::message).anyMatch(predicate);
  }

  @Override
  public void clear() {
    cell.requireRunning("StashBuffer.clear");
    for (Object mail : leave()) {
      Promise<?> promise = InBand.promiseOf(mail);
      if (promise != null) {
        promise.dropped();
      }
    }
  }

  @Override
  public boolean isEmpty() {
    cell.requireRunning("StashBuffer.isEmpty");
    return messages.isEmpty();
  }

  @Override
  public boolean isFull() {
    cell.requireRunning("StashBuffer.isFull");
    return messages.size() >= capacity;
  }

  @Override
  public int size() {
    cell.requireRunning("StashBuffer.size");
    return messages.size();
  }

  @Override
  public int capacity() {
    cell.requireRunning("StashBuffer.capacity");
    return capacity;
  }

  @SuppressWarnings("unchecked") // as it was stashed
  private M message(Object mail) {
    return (M) InBand.Stashed.of(mail).message;
  }

  void abandon() {
    abandoned = true;
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /// {@return the messages that are left at the end of a life}
  List<Object> leave() {
    List<Object> all = new ArrayList<>(messages);
    messages.clear();
    removed(all.size());
    return all;
  }
}
