package io.aether.actor;

import java.time.Duration;

/// No reply arrived in time. The request may have been processed, or may yet be.
public final class AskTimeoutException extends RuntimeException {
  private static final long serialVersionUID = 1;

  AskTimeoutException(ActorPath target, Class<?> request, Duration timeout) {
    super(
        "No reply from %s to a %s within %d ms"
            .formatted(target, request.getSimpleName(), timeout.toMillis()));
  }
}
