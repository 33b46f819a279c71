package io.aether.cluster.membership;

import io.aether.cluster.spi.ControlStore.Entry;
import io.aether.cluster.spi.ControlStore.Write;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The store of a [ControlSimulation]: each operation takes effect at one moment.
final class SimulatedStore {

  private final SortedMap<String, Entry> entries = new TreeMap<>();
  private final BiConsumer<@Nullable Entry, Entry> onWrite;
  private long revisions;

  /// @param onWrite receives each change, before and after
  SimulatedStore(BiConsumer<@Nullable Entry, Entry> onWrite) {
    this.onWrite = onWrite;
  }

  List<String> keys() {
    return List.copyOf(entries.keySet());
  }

  Optional<Entry> read(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  Write compareAndSet(String key, long expected, byte[] value) {
    Entry before = entries.get(key);
    if ((before == null ? 0 : before.revision()) != expected) {
      return new Write.Conflict();
    }
    Entry after = new Entry(key, ++revisions, value);
    entries.put(key, after);
    onWrite.accept(before, after);
    return new Write.Written(after.revision());
  }

  /// Replaces the value of an entry by one that cannot be decoded.
  ///
  /// @return puts the value back that was there before
  Runnable damage(String key) {
    Entry whole = read(key).orElseThrow();
    entries.put(key, new Entry(key, ++revisions, new byte[] {99}));
    return () -> entries.put(key, new Entry(key, ++revisions, whole.value()));
  }
}
