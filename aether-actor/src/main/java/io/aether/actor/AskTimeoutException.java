package io.aether.actor;

import java.time.Duration;

/// No reply arrived in time. The request may have been processed, or may yet be: one that is still
/// in its mailbox will not.
public final class AskTimeoutException extends AskException {
  private static final long serialVersionUID = 1;

  private final Duration timeout;

  AskTimeoutException(ActorPath target, Class<?> request, Duration timeout) {
    super(
        "No reply from %s to a %s within %s"
            .formatted(target, request.getSimpleName(), words(timeout)),
        null,
        target,
        request);
    this.timeout = timeout;
  }

  private static String words(Duration time) {
    return time.compareTo(Duration.ofMillis(1)) < 0 ? time.toString() : time.toMillis() + " ms";
  }

  /// {@return how long the asker has waited}
  public Duration timeout() {
    return timeout;
  }
}
