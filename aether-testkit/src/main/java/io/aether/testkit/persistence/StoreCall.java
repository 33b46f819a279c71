package io.aether.testkit.persistence;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Commit;
import org.jspecify.annotations.Nullable;

/// A call of a persistent actor on its stores; see [PersistenceProbe].
@Experimental
public enum StoreCall {
  /// Stores events: [io.aether.persistence.spi.EventLog#append].
  APPEND,
  /// Reads events, for recovery: [io.aether.persistence.spi.EventLog#replay].
  READ,
  /// Reads where the log ends, to find out whether an append was stored:
  /// [io.aether.persistence.spi.EventLog#head].
  HEAD,
  /// Stores a snapshot: [io.aether.persistence.spi.SnapshotStore#save].
  SAVE_SNAPSHOT,
  /// Reads a snapshot, for recovery: [io.aether.persistence.spi.SnapshotStore#latest].
  LOAD_SNAPSHOT;

  /// One call.
  ///
  /// @param commit the commit to append; null for all other calls
  public record Request(StoreCall call, PersistenceId id, @Nullable Commit commit) {}
}
