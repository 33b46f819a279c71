package io.aether.cluster.remote;

import io.aether.actor.spi.AbstractRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The watches across one link, so that watchers can be notified when the other node is gone.
/// Thread-safe; iterates in the order of insertion.
final class Watches {

  // Guarded by this.
  private final Map<RemoteRef<?>, Map<AbstractRef<?>, Watch>> watchesHere = new LinkedHashMap<>();
  private final Map<RemoteWatcher, Watched> watchedHere = new LinkedHashMap<>();
  private boolean closed;

  /// An actor of the other node and a local watcher.
  ///
  /// @param watcherBytes the watcher's ref as the other node knows it; after the watcher has
  ///   stopped, it could not be encoded in the same way again
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Watch(RemoteRef<?> watched, AbstractRef<?> watcher, byte[] watcherBytes) {}

  /// A local actor and the representative of a watcher on the other node.
  record Watched(AbstractRef<?> watched, RemoteWatcher watcher) {}

  /// All watches of a link, at its end.
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

  /// Removes all watches and accepts no more.
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
