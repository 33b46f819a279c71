package io.aether.persistence;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.memory.InMemoryJournal;
import io.aether.persistence.memory.InMemorySnapshotStore;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.SnapshotStore;
import java.util.function.UnaryOperator;

/// The stores of event-sourced actors. Immutable, and shared by any number of actors; it does not
/// close the stores.
///
/// @param journal keeps the events
/// @param snapshots keeps states, to shorten recovery
/// @param types the names and encodings of events and states
/// @param settings how the stores are used
@Experimental
public record Persistence(
    Journal journal, SnapshotStore snapshots, StoredTypes types, PersistenceSettings settings) {

  public static Persistence of(Journal journal, SnapshotStore snapshots, StoredTypes types) {
    return new Persistence(journal, snapshots, types, PersistenceSettings.defaults());
  }

  /// Stores that live as long as this object.
  public static Persistence inMemory(StoredTypes types) {
    return of(new InMemoryJournal(), new InMemorySnapshotStore(), types);
  }

  /// Changes the settings by a function of the present ones.
  public Persistence withSettings(UnaryOperator<PersistenceSettings> change) {
    return new Persistence(journal, snapshots, types, change.apply(settings));
  }
}
