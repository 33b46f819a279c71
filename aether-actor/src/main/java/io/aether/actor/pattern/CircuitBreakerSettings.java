package io.aether.actor.pattern;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// When a [CircuitBreaker] opens, and for how long. Immutable; each `with` returns a copy.
///
/// @param maxFailures how many failures in a row open the breaker
/// @param callTimeout a call that takes longer has failed
/// @param resetTimeout how long the breaker is open before it lets a trial call through
/// @param backoff by which factor that time grows with each trial call that fails, from 1
/// @param maxResetTimeout how far it grows, before jitter
/// @param jitter that time is made longer by a random part of itself, up to this, from 0 to 1
/// @param counted which failures count; others count as successes, since the callee has answered.
///   Must not block. What ends a call from the caller's side (an [InterruptedException], a
///   [java.util.concurrent.CancellationException]) counts as neither
public record CircuitBreakerSettings(
    int maxFailures,
    Duration callTimeout,
    Duration resetTimeout,
    double backoff,
    Duration maxResetTimeout,
    double jitter,
    Predicate<? super Throwable> counted) {

  /// @throws IllegalArgumentException if a number or a time is out of its range
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

  /// Settings without backoff and jitter, for which every failure counts.
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

  /// {@return how long the breaker is open when it has opened so many times in a row}
  ///
  /// @param random from 0 to 1
  Duration openFor(int times, double random) {
    double max = TimeUnit.NANOSECONDS.convert(maxResetTimeout);
    double nanos =
        Math.min(max, TimeUnit.NANOSECONDS.convert(resetTimeout) * Math.pow(backoff, times - 1.0));
    return Duration.ofNanos((long) nanos).plusNanos((long) (nanos * jitter * random));
  }
}
