package io.aether.actor.cell;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The entries of an actor whose mailbox is not the default one: how many there are, which is the
/// oldest, and which is next. Any thread adds, the activation takes.
///
/// The entries are in a list in order of arrival, guarded by this. If the mailbox has another
/// order, the activation sorts the entries that have a rank into a set of its own, without holding
/// the lock, because the comparator is the user's. An entry without a rank is next once it is the
/// oldest.
final class MailQueue {

  private final int capacity;

  // ---- Guarded by this ----

  private @Nullable Entry oldest;
  private @Nullable Entry newest;
  private long numbers;

  /// The number of entries that take room.
  private int counted;

  /// The senders that wait for room, in order of arrival.
  private final Deque<Waiter> waiters = new ArrayDeque<>(0);

  /// The entries that the activation has not sorted yet.
  private final Deque<Entry> added = new ArrayDeque<>(0);

  /// The entries that were removed without having been taken.
  private final Deque<Entry> dropped = new ArrayDeque<>(0);

  // ---- Owned by the activation ----

  private final @Nullable NavigableSet<Entry> sorted;

  /// Moved from `added` and `dropped`.
  private final Deque<Entry> toSort = new ArrayDeque<>(0);

  private final Deque<Entry> toForget = new ArrayDeque<>(0);

  MailQueue(int capacity, @Nullable Comparator<Object> order) {
    this.capacity = capacity;
    this.sorted =
        order == null
            ? null
            : new TreeSet<>(
                Comparator.comparing(Entry::rank, order).thenComparingLong(entry -> entry.number));
  }

  // ---- Any thread ----

  /// Adds an entry that takes no room.
  ///
  /// @param rank the message that determines the position, or null
  synchronized void addNotice(Object mail, @Nullable Object rank) {
    append(new Entry(mail, rank, /* counted= */ false));
  }

  /// Adds an entry that takes room. {@return whether there was room}
  synchronized boolean add(Object mail, @Nullable Object rank) {
    if (counted >= capacity || !waiters.isEmpty()) {
      return false;
    }
    append(new Entry(mail, rank, /* counted= */ true));
    return true;
  }

  /// Adds an entry that takes room, if necessary in place of the oldest such entry. {@return the
  /// replaced entry, or null}
  synchronized @Nullable Object addInPlaceOfOldest(Object mail, @Nullable Object rank) {
    Entry victim = null;
    if (counted >= capacity) {
      victim = oldest;
      while (victim != null && !victim.counted) {
        victim = victim.next;
      }
    }
    if (victim != null) {
      remove(victim);
      dropped.add(victim);
    }
    append(new Entry(mail, rank, /* counted= */ true));
    return victim == null ? null : victim.mail;
  }

  /// Begins to wait for room. {@return a future completed by the thread that admits the waiter}
  ///
  /// @param below whether the sender is a descendant of the actor
  synchronized Waiter await(Object mail, @Nullable Object rank, boolean below) {
    Waiter waiter = new Waiter(new Entry(mail, rank, /* counted= */ true), below);
    waiters.add(waiter);
    return waiter;
  }

  /// {@return the senders that wait for room now}
  synchronized List<Waiter> waiters() {
    return List.copyOf(waiters);
  }

  /// Ends [#await]. {@return whether the entry was not added, and will not be}
  synchronized boolean giveUp(Waiter waiter) {
    return waiters.remove(waiter);
  }

  /// Adds the entry of the longest waiting sender, if there is room now. {@return its waiter, or
  /// null}
  synchronized @Nullable Waiter admit() {
    Waiter first = counted < capacity ? waiters.poll() : null;
    if (first != null) {
      append(first.entry);
    }
    return first;
  }

  private void append(Entry entry) {
    entry.number = numbers++;
    entry.previous = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.next = entry;
    }
    newest = entry;
    if (entry.counted) {
      counted++;
    }
    if (sorted != null && entry.rank != null) {
      added.add(entry);
    }
  }

  private void remove(Entry entry) {
    if (entry.previous == null) {
      oldest = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next == null) {
      newest = entry.previous;
    } else {
      entry.next.previous = entry.previous;
    }
    if (entry.counted) {
      counted--;
    }
    entry.previous = null;
    entry.next = null;
    entry.gone = true;
  }

  // ---- The activation ----

  /// {@return the next entry, a [Misfit] if it cannot be compared, or null if there is none}
  @Nullable Object take() {
    return sorted == null ? takeOldest() : takeFirst(sorted);
  }

  private synchronized @Nullable Object takeOldest() {
    Entry first = oldest;
    if (first == null) {
      return null;
    }
    remove(first);
    return first.mail;
  }

  private @Nullable Object takeFirst(NavigableSet<Entry> sorted) {
    while (true) {
      Entry first;
      synchronized (this) {
        first = oldest;
        toSort.addAll(added);
        added.clear();
        toForget.addAll(dropped);
        dropped.clear();
      }
      Misfit misfit = sort(sorted);
      if (misfit != null) {
        return misfit;
      }
      Entry next = first == null || first.rank == null ? first : sorted.first();
      if (next == null) {
        return null;
      }
      if (takeOut(next)) {
        sorted.remove(next);
        return next.mail;
      }
    }
  }

  /// {@return an entry that cannot be sorted and has been taken out; null once all others are
  /// sorted}
  private @Nullable Misfit sort(NavigableSet<Entry> sorted) {
    for (Entry entry; (entry = toSort.poll()) != null; ) {
      try {
        sorted.add(entry);
        entry.sorted = true;
      } catch (Throwable failure) {
        if (takeOut(entry)) {
          return new Misfit(entry.mail, failure);
        }
      }
    }
    for (Entry entry; (entry = toForget.poll()) != null; ) {
      if (entry.sorted) { // otherwise it cannot be compared
        sorted.remove(entry);
      }
    }
    return null;
  }

  /// {@return false if another thread has removed the entry before}
  private synchronized boolean takeOut(Entry entry) {
    if (entry.gone) {
      return false;
    }
    remove(entry);
    return true;
  }

  /// An entry whose position could not be determined.
  record Misfit(Object mail, Throwable failure) {}

  /// A sender that waits for room.
  static final class Waiter extends CompletableFuture<Void> {
    private final Entry entry;
    final boolean below;

    private Waiter(Entry entry, boolean below) {
      this.entry = entry;
      this.below = below;
    }
  }

  /// One entry. Its links, `number` and `gone` are guarded by the list it is in.
  private static final class Entry {
    private final Object mail;
    private final @Nullable Object rank;
    private final boolean counted;
    private long number;
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private boolean gone;

    /// Owned by the activation: whether the position of the entry could be determined.
    private boolean sorted;

    private Entry(Object mail, @Nullable Object rank, boolean counted) {
      this.mail = mail;
      this.rank = rank;
      this.counted = counted;
    }

    private Object rank() {
      return Objects.requireNonNull(rank);
    }
  }
}
