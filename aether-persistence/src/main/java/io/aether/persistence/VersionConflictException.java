package io.aether.persistence;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.spi.Head;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The log of an entity has another writer, so it does not end where this writer expected. The
/// command was not repeated, and the actor does not continue with its state; a restart recovers the
/// state of the other writer.
@Experimental
public final class VersionConflictException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// For people and tests; lost when the exception is serialized.
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
                    ? "; an earlier attempt of this append may be part of it"
                    : "; nothing was stored by this append"));
    this.id = id;
    this.expectedVersion = expectedVersion;
    this.winner = winner;
    this.mayBeStored = mayBeStored;
  }

  public PersistenceId id() {
    return id;
  }

  /// {@return the version that this writer expected}
  public long expectedVersion() {
    return expectedVersion;
  }

  /// {@return the end of the log, with its writer; empty if the log is empty}
  public Optional<Head> winner() {
    return Optional.ofNullable(winner);
  }

  /// {@return whether an earlier attempt with an unknown outcome may have stored the events, before
  /// the other writer appended its own}
  public boolean mayBeStored() {
    return mayBeStored;
  }
}
