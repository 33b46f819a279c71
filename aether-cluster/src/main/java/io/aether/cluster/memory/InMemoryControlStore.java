package io.aether.cluster.memory;

import io.aether.actor.ActorSystem;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.Environment;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A control store for nodes in one JVM: the reference implementation of [ControlStore], from which
/// a test can disconnect a node. Lives as long as it is referenced. Thread-safe.
///
/// ```java
/// var store = new InMemoryControlStore();
/// var one = store.connect(system);
/// one.disconnect(); // as a broken network would
/// ```
@Experimental
public final class InMemoryControlStore {

  /// Guarded by itself.
  private final SortedMap<String, ControlStore.Entry> entries = new TreeMap<>();

  private final List<Watch> watches = new CopyOnWriteArrayList<>();

  /// Guarded by `entries`.
  private long revisions;

  private record Watch(Connection connection, String prefix, Runnable hint) {}

  /// An empty store.
  public InMemoryControlStore() {}

  /// {@return the access of the node with this actor system to the store}
  public Connection connect(ActorSystem system) {
    return connect(system.spi().environment());
  }

  /// {@return one node's access to this store, for a node whose actor system does not exist yet}
  ///
  /// @param environment on whose scheduler the node's hints run
  public Connection connect(Environment environment) {
    return new Connection(environment);
  }

  private Optional<ControlStore.Entry> get(String key) {
    synchronized (entries) {
      return Optional.ofNullable(entries.get(key)).map(InMemoryControlStore::copy);
    }
  }

  private List<ControlStore.Entry> all(String prefix) {
    List<ControlStore.Entry> found = new ArrayList<>();
    synchronized (entries) {
      for (var entry : entries.tailMap(prefix).values()) {
        if (!entry.key().startsWith(prefix)) {
          break;
        }
        found.add(copy(entry));
      }
    }
    return found;
  }

  private ControlStore.Write put(String key, long expectedRevision, byte[] value) {
    long revision;
    synchronized (entries) {
      var before = entries.get(key);
      if ((before == null ? 0 : before.revision()) != expectedRevision) {
        return new ControlStore.Write.Conflict();
      }
      revision = ++revisions;
      entries.put(key, new ControlStore.Entry(key, revision, value.clone()));
    }
    for (Watch watch : watches) {
      if (key.startsWith(watch.prefix) && watch.connection.isConnected()) {
        watch.connection.environment.scheduler().schedule(Duration.ZERO, watch.hint);
      }
    }
    return new ControlStore.Write.Written(revision);
  }

  private static ControlStore.Entry copy(ControlStore.Entry entry) {
    return new ControlStore.Entry(entry.key(), entry.revision(), entry.value().clone());
  }

  /// One node's access to the store, which can be disconnected.
  public final class Connection implements ControlStore {

    private final Environment environment;

    /// Written and read by any thread.
    private volatile boolean connected = true;

    private volatile boolean closed;

    private Connection(Environment environment) {
      this.environment = environment;
    }

    /// From now on reads fail, hints are lost, and the outcome of writes is unknown: they happen
    /// with a probability of one half.
    public void disconnect() {
      connected = false;
    }

    /// Ends [#disconnect].
    public void reconnect() {
      connected = true;
    }

    @Override
    public Optional<Entry> read(String key) {
      requireConnected();
      return get(key);
    }

    @Override
    public List<Entry> list(String prefix) {
      requireConnected();
      return all(prefix);
    }

    @Override
    public Write compareAndSet(String key, long expectedRevision, byte[] value) {
      if (isConnected()) {
        return put(key, expectedRevision, value);
      }
      if (!closed && environment.random().nextBoolean()) {
        put(key, expectedRevision, value);
      }
      return new Write.Unknown(unreachable());
    }

    @Override
    public Cancellable watch(String prefix, Runnable hint) {
      var watch = new Watch(this, prefix, hint);
      watches.add(watch);
      return () -> watches.remove(watch);
    }

    /// Ends this access; the store and its other accesses stay open.
    @Override
    public void close() {
      closed = true;
      watches.removeIf(watch -> watch.connection == this);
    }

    private boolean isConnected() {
      return connected && !closed;
    }

    private void requireConnected() {
      if (!isConnected()) {
        throw unreachable();
      }
    }

    private ControlStoreException unreachable() {
      return new ControlStoreException(
          closed ? "This access to the store was closed" : "This node was cut off from the store",
          null);
    }
  }
}
