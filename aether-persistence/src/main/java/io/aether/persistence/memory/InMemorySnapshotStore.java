package io.aether.persistence.memory;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.SnapshotStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Snapshots that live as long as this object. Several systems of one JVM may share it; closing it
/// does nothing. Thread-safe.
@Experimental
public final class InMemorySnapshotStore implements SnapshotStore {

  private final Map<PersistenceId, Snapshot> snapshots = new ConcurrentHashMap<>();

  /// Creates an empty store.
  public InMemorySnapshotStore() {}

  @Override
  public Optional<Snapshot> latest(PersistenceId id) {
    return Optional.ofNullable(snapshots.get(id));
  }

  @Override
  public void save(PersistenceId id, Snapshot snapshot) {
    snapshots.merge(id, snapshot, (kept, added) -> added.version() > kept.version() ? added : kept);
  }

  @Override
  public void close() {}
}
