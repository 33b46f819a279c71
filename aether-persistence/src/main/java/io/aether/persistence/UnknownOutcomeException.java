package io.aether.persistence;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The outcome of storing events was not resolved in time: they may be stored, now or later. The
/// actor does not continue with its state; a restart recovers the state of the journal. An
/// [IdempotentCommand] may safely be sent again.
@Experimental
public final class UnknownOutcomeException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnknownOutcomeException(
      PersistenceId id, long firstVersion, Duration waited, @Nullable Throwable cause) {
    super(
        "The outcome of storing event %d of %s was not resolved within %s"
            .formatted(firstVersion, id, waited),
        cause);
  }
}
