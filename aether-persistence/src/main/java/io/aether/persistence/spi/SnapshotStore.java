package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.PersistenceId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Keeps recent states, to shorten recovery. Losing a snapshot costs time, never data. Thread-safe;
/// all methods block.
@Experimental
public interface SnapshotStore extends AutoCloseable {

  /// {@return a recent snapshot, usually the latest}
  ///
  /// @throws JournalException if the store cannot be reached
  Optional<Snapshot> latest(PersistenceId id);

  /// Keeps `snapshot`, unless a later one is kept already.
  ///
  /// @throws JournalException if the store cannot be reached; the snapshot may have been kept
  void save(PersistenceId id, Snapshot snapshot);

  @Override
  void close();

  /// @param version the number of the last event in `state`
  /// @param state the state
  /// @param recentCommands the ids of the last commands applied, oldest first
  /// @param timestamp the time at which it was taken, by the writer's wall clock
  record Snapshot(long version, StoredValue state, List<String> recentCommands, Instant timestamp) {

    public Snapshot {
      recentCommands = List.copyOf(recentCommands);
    }
  }
}
