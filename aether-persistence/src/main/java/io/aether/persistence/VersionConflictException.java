package io.aether.persistence;

import io.aether.persistence.spi.Head;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The log of an entity has another writer: it does not end where this one thought. The command was
/// not repeated and the actor does not go on with this state; a restart recovers the winner's.
public final class VersionConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// For people and tests; an exception that was serialized has lost it.
  private final transient @Nullable Head winner;

  private final transient PersistenceId id;
  private final long expectedVersion;
  private final boolean mayBeStored;

  VersionConflictException(
      PersistenceId id, long expectedVersion, @Nullable Head winner, boolean mayBeStored) {
    super(
        "%s should end at version %d, but ends at %s%s"
            .formatted(
                id,
                expectedVersion,
                winner == null
                    ? "0: it is empty"
                    : "%d, written by %s in epoch %d"
                        .formatted(winner.version(), winner.writer(), winner.epoch()),
                mayBeStored
                    ? "; an earlier try of this append may be part of it"
                    : "; nothing was stored by this append"));
    this.id = id;
    this.expectedVersion = expectedVersion;
    this.winner = winner;
    this.mayBeStored = mayBeStored;
  }

  public PersistenceId id() {
    return id;
  }

  /// {@return the version that this writer believed in}
  public long expectedVersion() {
    return expectedVersion;
  }

  /// {@return where the log ends and who wrote that; empty if the log is}
  public Optional<Head> winner() {
    return Optional.ofNullable(winner);
  }

  /// {@return whether an earlier try whose outcome was unknown may have stored the events, before
  /// the winner wrote behind them}
  public boolean mayBeStored() {
    return mayBeStored;
  }
}
