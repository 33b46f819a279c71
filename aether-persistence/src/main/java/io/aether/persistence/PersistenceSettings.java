package io.aether.persistence;

import java.time.Duration;

/// How event-sourced actors use their stores. Immutable; each `with` returns a copy.
///
/// @param snapshotEvery how many events lie between two snapshots; 0 for no snapshots
/// @param rememberedCommands how many ids of applied commands an entity remembers; see
///   [IdempotentCommand]
/// @param resolveTimeout how long an entity tries to learn the outcome of an append before it fails
///   with an [UnknownOutcomeException]
public record PersistenceSettings(
    int snapshotEvery, int rememberedCommands, Duration resolveTimeout) {

  public PersistenceSettings {
    if (snapshotEvery < 0) {
      throw new IllegalArgumentException(
          "snapshotEvery is a number of events, or 0 for none, but was: " + snapshotEvery);
    }
    if (rememberedCommands < 0) {
      throw new IllegalArgumentException(
          "rememberedCommands is a number of ids, but was: " + rememberedCommands);
    }
    if (!resolveTimeout.isPositive()) {
      throw new IllegalArgumentException("resolveTimeout is positive, but was: " + resolveTimeout);
    }
  }

  /// {@return a snapshot every 100 events, 64 commands remembered, 30 seconds}
  public static PersistenceSettings defaults() {
    return new PersistenceSettings(100, 64, Duration.ofSeconds(30));
  }

  public PersistenceSettings withSnapshotEvery(int events) {
    return new PersistenceSettings(events, rememberedCommands, resolveTimeout);
  }

  public PersistenceSettings withRememberedCommands(int ids) {
    return new PersistenceSettings(snapshotEvery, ids, resolveTimeout);
  }

  public PersistenceSettings withResolveTimeout(Duration timeout) {
    return new PersistenceSettings(snapshotEvery, rememberedCommands, timeout);
  }
}
