package io.aether.persistence;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;

/// How event-sourced actors use their stores. Immutable; each `with` returns a copy.
///
/// @param snapshotEvery the number of events between two snapshots; 0 for no snapshots
/// @param rememberedCommands the number of ids of applied commands that an entity remembers; see
///   [IdempotentCommand]
/// @param resolveTimeout how long an entity tries to resolve the outcome of an append before it
///   fails with an [UnknownOutcomeException]
@Experimental
public record PersistenceSettings(
    int snapshotEvery, int rememberedCommands, Duration resolveTimeout) {

  public PersistenceSettings {
    if (snapshotEvery < 0) {
      throw new IllegalArgumentException(
          "snapshotEvery must be a number of events, or 0 for none, but was: " + snapshotEvery);
    }
    if (rememberedCommands < 0) {
      throw new IllegalArgumentException(
          "rememberedCommands must be a number of ids, but was: " + rememberedCommands);
    }
    if (!resolveTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "resolveTimeout must be positive, but was: " + resolveTimeout);
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
