package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The asks whose requests one actor has handled and that have not ended yet. If the actor stops,
/// they fail at once.
///
/// The actor's activation adds; the thread that ends an ask removes it at that moment. So this
/// object holds no ask that has ended, even if the actor is idle afterwards.
final class OwedAnswers {

  /// One ask, in a doubly linked list in the order in which the requests were handled.
  static final class Entry implements Cancellable {
    private final OwedAnswers list;
    private final Promise<?> promise;

    /// Also cancelled when the ask ends: its timer, or the entry of an actor that has passed the
    /// request on.
    private final @Nullable Cancellable timer;

    // Guarded by the list.
    private @Nullable Entry previous;
    private @Nullable Entry next;
    private boolean linked = true;

    private Entry(OwedAnswers list, Promise<?> promise, @Nullable Cancellable timer) {
      this.list = list;
      this.promise = promise;
      this.timer = timer;
    }

    boolean isIn(OwedAnswers other) {
      return list == other;
    }

    /// Called when the ask has ended, by any thread, possibly more than once.
    @Override
    public boolean cancel() {
      list.remove(this);
      return timer != null && timer.cancel();
    }
  }

  // Guarded by this.
  private @Nullable Entry first;
  private @Nullable Entry last;

  synchronized Entry add(Promise<?> promise, @Nullable Cancellable timer) {
    var entry = new Entry(this, promise, timer);
    entry.previous = last;
    if (last == null) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
    return entry;
  }

  private synchronized void remove(Entry entry) {
    if (!entry.linked) {
      return;
    }
    entry.linked = false;
    if (entry.previous == null) {
      first = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next == null) {
      last = entry.previous;
    } else {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
  }

  /// {@return all asks, in the order in which they were added}
  synchronized List<Promise<?>> all() {
    List<Promise<?>> all = new ArrayList<>();
    for (Entry each = first; each != null; each = each.next) {
      all.add(each.promise);
    }
    return all;
  }
}
