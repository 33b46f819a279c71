package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The asks whose requests one actor has handled and that have not ended yet. If the actor stops,
/// they fail at once.
///
/// The actor's activation adds; the thread that ends an ask removes it at that moment. So this
/// object holds no ask that has ended, even if the actor is idle afterwards.
final class OwedAnswers {

  /// One ask.
  static final class Entry extends LinkedNodes.Node<Entry> implements Cancellable {
    private final OwedAnswers list;
    private final Promise<?> promise;

    /// Also cancelled when the ask ends: its timer, or the entry of an actor that has passed the
    /// request on.
    private final @Nullable Cancellable timer;

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

  /// In the order in which the requests were handled. Guarded by this.
  private final LinkedNodes<Entry> entries = new LinkedNodes<>();

  synchronized Entry add(Promise<?> promise, @Nullable Cancellable timer) {
    var entry = new Entry(this, promise, timer);
    entries.append(entry);
    return entry;
  }

  private synchronized void remove(Entry entry) {
    entries.remove(entry);
  }

  /// {@return all asks, in the order in which they were added}
  synchronized List<Promise<?>> all() {
    return entries.all().stream().<Promise<?>>map(entry -> entry.promise).toList();
  }
}
