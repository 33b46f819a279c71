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

  /// One adapter. As a cleaning action it must not hold the adapter.
  private static final class Entry extends LinkedNodes.Node<Entry> implements Runnable {
    private final LiveAdapters list;
    private final WeakReference<AdapterRef<?>> adapter;

    private Entry(LiveAdapters list, AdapterRef<?> adapter) {
      this.list = list;
      this.adapter = new WeakReference<>(adapter);
    }

    /// Called once, when the adapter has been collected.
    @Override
    public void run() {
      list.remove(this);
    }
  }

  /// Guarded by this: the owner's activation adds and reads, the cleaner removes.
  private final LinkedNodes<Entry> entries = new LinkedNodes<>();

  synchronized void add(AdapterRef<?> adapter) {
    var entry = new Entry(this, adapter);
    entries.append(entry);
    CLEANER.register(adapter, entry);
  }

  /// {@return the adapter with this function if it is among the latest `limit`, which makes it the
  /// latest; otherwise null}
  synchronized @Nullable AdapterRef<?> find(Function<?, ?> function, int limit) {
    Entry entry = entries.last();
    for (int n = 0; entry != null && n < limit; n++) {
      AdapterRef<?> adapter = entry.adapter.get();
      if (adapter != null && !adapter.isWithdrawn() && adapter.translatesWith(function)) {
        entries.remove(entry);
        entries.append(entry);
        return adapter;
      }
      entry = entry.previous();
    }
    return null;
  }

  /// {@return a copy}
  synchronized List<AdapterRef<?>> all() {
    List<AdapterRef<?>> all = new ArrayList<>();
    for (Entry each : entries.all()) {
      AdapterRef<?> adapter = each.adapter.get();
      if (adapter != null) {
        all.add(adapter);
      }
    }
    return all;
  }

  /// {@return the number of entries}
  synchronized int size() {
    return entries.all().size();
  }

  private synchronized void remove(Entry entry) {
    entries.remove(entry);
  }
}
