package io.aether.persistence;

import io.aether.persistence.memory.InMemoryJournal;
import io.aether.persistence.memory.InMemorySnapshotStore;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.SnapshotStore;
import java.util.function.UnaryOperator;

/// Where event-sourced actors keep what they know. Immutable, and shared by as many actors as like;
/// the stores belong to whoever opened them.
///
/// @param journal the truth
/// @param snapshots what shortens recovery
/// @param types how events and states are named and turned into bytes
/// @param settings how the stores are used
public record Persistence(
    Journal journal, SnapshotStore snapshots, StoredTypes types, PersistenceSettings settings) {

  public static Persistence of(Journal journal, SnapshotStore snapshots, StoredTypes types) {
    return new Persistence(journal, snapshots, types, PersistenceSettings.defaults());
  }

  /// Stores that live as long as this object.
  public static Persistence inMemory(StoredTypes types) {
    return of(new InMemoryJournal(), new InMemorySnapshotStore(), types);
  }

  /// {@return a copy with settings that are a function of the present ones}
  public Persistence withSettings(UnaryOperator<PersistenceSettings> change) {
    return new Persistence(journal, snapshots, types, change.apply(settings));
  }
}
