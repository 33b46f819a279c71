package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Durations as numbers of nanoseconds, without overflow: `Duration.toNanos` throws for anything
/// longer than 292 years, and "never" is often written as `Duration.ofSeconds(Long.MAX_VALUE)`.
@Experimental
public final class Nanos {

  /// Longer than any program runs. Half of the largest `long`, so that adding it to a reading of a
  /// clock does not overflow.
  public static final long ENDLESS = Long.MAX_VALUE / 2;

  private Nanos() {}

  /// {@return `duration` in nanoseconds, at most [#ENDLESS] and at least its negative}
  public static long of(Duration duration) {
    long nanos = TimeUnit.NANOSECONDS.convert(duration); // saturates
    return Math.max(-ENDLESS, Math.min(ENDLESS, nanos));
  }

  /// {@return the reading of a monotonic clock at which `duration` from `now` will be over}
  ///
  /// Compare deadlines by subtraction, like all readings of that clock: `deadline - now <= 0`.
  public static long deadline(long now, Duration duration) {
    return now + of(duration);
  }
}
