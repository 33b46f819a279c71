package io.aether.actor.cell;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The message adapters of one actor that have not been collected, the latest last.
///
/// An actor may create any number of adapters, so they are held by weak references. A cleaner
/// removes the entry of an adapter that has been collected, so an idle actor keeps no entries of
/// former adapters. The cleaner's thread runs nothing else and starts no user code.
final class LiveAdapters {

  private static final Cleaner CLEANER = Cleaner.create();

  /// One adapter, in a doubly linked list. As a cleaning action it must not hold the adapter.
  private static final class Entry extends WeakReference<AdapterRef<?>> implements Runnable {
    private final LiveAdapters list;

    // Guarded by the list.
    private @Nullable Entry previous;
    private @Nullable Entry next;

    private Entry(LiveAdapters list, AdapterRef<?> adapter) {
      super(adapter);
      this.list = list;
    }

    /// Called once, when the adapter has been collected.
    @Override
    public void run() {
      list.remove(this);
    }
  }

  // Guarded by this: the owner's activation adds and reads, the cleaner removes.
  private @Nullable Entry first;
  private @Nullable Entry last;

  synchronized void add(AdapterRef<?> adapter) {
    var entry = new Entry(this, adapter);
    append(entry);
    CLEANER.register(adapter, entry);
  }

  /// {@return the adapter with this function if it is among the latest `limit`, which makes it the
  /// latest; otherwise null}
  synchronized @Nullable AdapterRef<?> find(Function<?, ?> function, int limit) {
    Entry entry = last;
    for (int n = 0; entry != null && n < limit; n++) {
      AdapterRef<?> adapter = entry.get();
      if (adapter != null && !adapter.isWithdrawn() && adapter.translatesWith(function)) {
        remove(entry);
        append(entry);
        return adapter;
      }
      entry = entry.previous;
    }
    return null;
  }

  /// {@return a copy}
  synchronized List<AdapterRef<?>> all() {
    List<AdapterRef<?>> all = new ArrayList<>();
    for (Entry each = first; each != null; each = each.next) {
      AdapterRef<?> adapter = each.get();
      if (adapter != null) {
        all.add(adapter);
      }
    }
    return all;
  }

  /// {@return the number of entries}
  synchronized int size() {
    int size = 0;
    for (Entry each = first; each != null; each = each.next) {
      size++;
    }
    return size;
  }

  private void append(Entry entry) {
    entry.previous = last;
    if (last == null) {
      first = entry;
    } else {
      last.next = entry;
    }
    last = entry;
  }

  private synchronized void remove(Entry entry) {
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
}
