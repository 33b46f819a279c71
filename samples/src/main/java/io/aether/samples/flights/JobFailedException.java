package io.aether.samples.flights;

import org.jspecify.annotations.Nullable;

/// The job cannot be completed. The message is for the user.
final class JobFailedException extends Exception {
  private static final long serialVersionUID = 1;

  JobFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
