package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;
import org.jspecify.annotations.Nullable;

/// A store cannot be reached, or cannot prove that its answer is complete.
@Experimental
public final class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public JournalException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
