package io.aether.persistence;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Whether events were stored could not be found out in time: they may be, or may yet be. The actor
/// does not go on with this state; a restart recovers what the journal says by then. The command
/// may be sent again safely if it is [IdempotentCommand].
public final class UnknownOutcomeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownOutcomeException(
      PersistenceId id, long firstVersion, Duration waited, @Nullable Throwable cause) {
    super(
        "Whether event %d of %s is stored could not be found out within %s"
            .formatted(firstVersion, id, waited),
        cause);
  }
}
