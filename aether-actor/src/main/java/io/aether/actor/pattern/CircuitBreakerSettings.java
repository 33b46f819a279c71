package io.aether.actor.pattern;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// When a [CircuitBreaker] opens, and for how long. Immutable; each `with` returns a copy.
///
/// @param maxFailures how many failures in a row open the breaker
/// @param callTimeout the time after which a call counts as failed
/// @param resetTimeout how long the breaker is open before it lets a trial call through
/// @param backoff the factor by which `resetTimeout` grows with each trial call that fails, at
///   least 1
/// @param maxResetTimeout the longest time that the breaker is open, before jitter
/// @param jitter the largest part by which that time is randomly extended, from 0 to 1
/// @param counted accepts the failures that count; other failures count as successes, since the
///   service has replied. Must not block. A call that ends because of its caller (by an
///   [InterruptedException] or a [java.util.concurrent.CancellationException]) counts as neither
@Experimental
public record CircuitBreakerSettings(
    int maxFailures,
    Duration callTimeout,
    Duration resetTimeout,
    double backoff,
    Duration maxResetTimeout,
    double jitter,
    Predicate<? super Throwable> counted) {

  /// @throws IllegalArgumentException if a number or a duration is out of range
  public CircuitBreakerSettings {
    Arguments.atLeast(1, maxFailures, "the maxFailures of a circuit breaker");
    Arguments.positive(callTimeout, "the callTimeout of a circuit breaker");
    Arguments.positive(resetTimeout, "the resetTimeout of a circuit breaker");
    Arguments.within(1, 1_000, backoff, "the backoff of a circuit breaker");
    Arguments.required(maxResetTimeout, "the maxResetTimeout of a circuit breaker");
    if (maxResetTimeout.compareTo(resetTimeout) < 0) {
      throw new IllegalArgumentException(
          "the maxResetTimeout of a circuit breaker must be at least its resetTimeout, but was: "
              + "%s after %s".formatted(maxResetTimeout, resetTimeout));
    }
    Arguments.within(0, 1, jitter, "the jitter of a circuit breaker");
    Arguments.required(counted, "the predicate of a circuit breaker");
  }

  /// Settings without backoff and jitter that count every failure.
  public static CircuitBreakerSettings of(
      int maxFailures, Duration callTimeout, Duration resetTimeout) {
    return new CircuitBreakerSettings(
        maxFailures, callTimeout, resetTimeout, 1, resetTimeout, 0, _ -> true);
  }

  /// The time for which the breaker is open grows by `factor` with each trial call that fails.
  public CircuitBreakerSettings withBackoff(double factor, Duration maxResetTimeout) {
    return new CircuitBreakerSettings(
        maxFailures, callTimeout, resetTimeout, factor, maxResetTimeout, jitter, counted);
  }

  public CircuitBreakerSettings withJitter(double jitter) {
    return new CircuitBreakerSettings(
        maxFailures, callTimeout, resetTimeout, backoff, maxResetTimeout, jitter, counted);
  }

  public CircuitBreakerSettings withCounted(Predicate<? super Throwable> counted) {
    return new CircuitBreakerSettings(
        maxFailures, callTimeout, resetTimeout, backoff, maxResetTimeout, jitter, counted);
  }

  /// {@return how long the breaker stays open after it has opened `times` times in a row}
  ///
  /// @param random a random number from 0 to 1
  Duration openFor(int times, double random) {
    double max = TimeUnit.NANOSECONDS.convert(maxResetTimeout);
    double nanos =
        Math.min(max, TimeUnit.NANOSECONDS.convert(resetTimeout) * Math.pow(backoff, times - 1.0));
    return Duration.ofNanos((long) nanos).plusNanos((long) (nanos * jitter * random));
  }
}
