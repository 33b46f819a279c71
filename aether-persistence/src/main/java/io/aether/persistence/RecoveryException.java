package io.aether.persistence;

import io.aether.actor.annotation.Experimental;
import org.jspecify.annotations.Nullable;

/// An entity cannot be recovered: its log has a gap, or an event that this program cannot decode or
/// apply.
@Experimental
public final class RecoveryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RecoveryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
