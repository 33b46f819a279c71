package io.aether.cluster.spi;

import io.aether.actor.annotation.Experimental;
import org.jspecify.annotations.Nullable;

/// The control store cannot be reached.
@Experimental
public final class ControlStoreException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ControlStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
