package io.aether.persistence;

import org.jspecify.annotations.Nullable;

/// An entity cannot be made from what is stored: its log has a gap, or holds something that this
/// program does not know how to read.
public final class RecoveryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RecoveryException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
