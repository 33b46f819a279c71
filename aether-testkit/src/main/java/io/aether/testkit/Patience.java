package io.aether.testkit;

import io.aether.actor.spi.Nanos;
import java.time.Duration;

/// How long a test waits where it does not say so itself. Immutable; each `with` returns a copy.
///
/// On a slow machine the system property `aether.test.timefactor` stretches [#standard()]: with
/// `-Daether.test.timefactor=3` an expectation waits nine seconds. What a test says itself is never
/// stretched, and neither is virtual time longer than it looks: it costs nothing.
///
/// @param message for a message, a termination, an assertion to become true
/// @param silence how long nothing may come where nothing is expected
/// @param retry between two attempts of an assertion
/// @param shutdown for actors and tasks to end when the kit is closed
public record Patience(Duration message, Duration silence, Duration retry, Duration shutdown) {

  /// The system property that stretches [#standard()].
  public static final String TIME_FACTOR = "aether.test.timefactor";

  public Patience {
    requirePositive("message", message);
    requirePositive("silence", silence);
    requirePositive("retry", retry);
    requirePositive("shutdown", shutdown);
  }

  /// {@return three seconds for a message, 100 ms of silence, ten seconds to shut down, times the
  /// time factor}
  ///
  /// @throws IllegalArgumentException if the time factor is not a positive number
  public static Patience standard() {
    double factor = timeFactor(System.getProperty(TIME_FACTOR, "1"));
    return new Patience(
        stretched(Duration.ofSeconds(3), factor),
        stretched(Duration.ofMillis(100), factor),
        Duration.ofMillis(10),
        stretched(Duration.ofSeconds(10), factor));
  }

  static double timeFactor(String words) {
    double factor;
    try {
      factor = Double.parseDouble(words);
    } catch (NumberFormatException e) {
      factor = Double.NaN;
    }
    if (!(factor > 0 && factor <= 1_000)) {
      throw new IllegalArgumentException(
          "%s is a number above 0 and up to 1000, but was: %s".formatted(TIME_FACTOR, words));
    }
    return factor;
  }

  static Duration stretched(Duration duration, double factor) {
    return Duration.ofNanos(Math.round(Nanos.of(duration) * factor));
  }

  public Patience withMessage(Duration message) {
    return new Patience(message, silence, retry, shutdown);
  }

  public Patience withSilence(Duration silence) {
    return new Patience(message, silence, retry, shutdown);
  }

  public Patience withRetry(Duration retry) {
    return new Patience(message, silence, retry, shutdown);
  }

  public Patience withShutdown(Duration shutdown) {
    return new Patience(message, silence, retry, shutdown);
  }

  private static void requirePositive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(
          "Patience.%s is positive, but was: %s".formatted(name, duration));
    }
  }
}
