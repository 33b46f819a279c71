package io.aether.actor.pattern;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A [CircuitBreaker] did not let a call through: nothing was called. Its cause is the failure that
/// opened the breaker, if there was one.
@Experimental
public final class CircuitOpenException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String breaker;
  private final Duration remaining;

  CircuitOpenException(String breaker, Duration remaining, @Nullable Throwable cause) {
    super(
        remaining.isZero()
            ? "Circuit breaker '%s' is half-open and waits for the outcome of its trial call"
                .formatted(breaker)
            : "Circuit breaker '%s' is open and lets no call through for another %s"
                .formatted(breaker, remaining),
        cause);
    this.breaker = breaker;
    this.remaining = remaining;
  }

  /// {@return the name of the breaker}
  public String breaker() {
    return breaker;
  }

  /// {@return how long it is until the breaker lets a trial call through; zero if one is under way}
  public Duration remaining() {
    return remaining;
  }
}
