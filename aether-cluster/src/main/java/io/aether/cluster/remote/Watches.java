package io.aether.cluster.remote;

import io.aether.actor.spi.AbstractRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who watches whom across one link, so that both sides can be told when the other node is gone.
/// Thread-safe; walks in the order of insertion.
final class Watches {

  // Guarded by this.
  private final Map<RemoteRef<?>, Map<AbstractRef<?>, Watch>> watchesHere = new LinkedHashMap<>();
  private final Map<RemoteWatcher, Watched> watchedHere = new LinkedHashMap<>();
  private boolean closed;

  /// An actor there and one here that watches it.
  ///
  /// @param watcherBytes the watcher's ref as the other node has it; once it has stopped, it could
  ///   not be written in the same way again
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Watch(RemoteRef<?> watched, AbstractRef<?> watcher, byte[] watcherBytes) {}

  /// An actor here and the stand-in for one there that watches it.
  record Watched(AbstractRef<?> watched, RemoteWatcher watcher) {}

  /// What was known at the end.
  record All(List<Watch> watches, List<Watched> watched) {}

  /// {@return false if the other node is gone}
  synchronized boolean add(RemoteRef<?> watched, AbstractRef<?> watcher, byte[] watcherBytes) {
    if (closed) {
      return false;
    }
    watchesHere
        .computeIfAbsent(watched, _ -> new LinkedHashMap<>())
        .putIfAbsent(watcher, new Watch(watched, watcher, watcherBytes));
    return true;
  }

  synchronized @Nullable Watch remove(RemoteRef<?> watched, AbstractRef<?> watcher) {
    Map<AbstractRef<?>, Watch> watches = watchesHere.get(watched);
    if (watches == null) {
      return null;
    }
    Watch removed = watches.remove(watcher);
    if (watches.isEmpty()) {
      watchesHere.remove(watched);
    }
    return removed;
  }

  /// {@return false if the other node is gone}
  synchronized boolean add(Watched watched) {
    if (closed) {
      return false;
    }
    watchedHere.put(watched.watcher(), watched);
    return true;
  }

  synchronized void remove(RemoteWatcher watcher) {
    watchedHere.remove(watcher);
  }

  /// Forgets everything and takes nothing more.
  synchronized All close() {
    closed = true;
    var watches = new ArrayList<Watch>();
    watchesHere.values().forEach(each -> watches.addAll(each.values()));
    var all = new All(watches, new ArrayList<>(watchedHere.values()));
    watchesHere.clear();
    watchedHere.clear();
    return all;
  }
}
