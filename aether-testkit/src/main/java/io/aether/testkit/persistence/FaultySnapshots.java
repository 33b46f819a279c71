package io.aether.testkit.persistence;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.SnapshotStore;
import java.util.Optional;

/// A snapshot store whose calls meet the faults of a [PersistenceProbe]. Thread-safe.
final class FaultySnapshots implements SnapshotStore {

  private final SnapshotStore snapshots;
  private final Faults faults;

  public FaultySnapshots(SnapshotStore snapshots, Faults faults) {
    this.snapshots = snapshots;
    this.faults = faults;
  }

  @Override
  public Optional<Snapshot> latest(PersistenceId id) {
    faults.meet(StoreCall.LOAD_SNAPSHOT, id, null);
    return snapshots.latest(id);
  }

  @Override
  public void save(PersistenceId id, Snapshot snapshot) {
    faults.meet(StoreCall.SAVE_SNAPSHOT, id, null);
    snapshots.save(id, snapshot);
  }

  @Override
  public void close() {
    snapshots.close();
  }
}
