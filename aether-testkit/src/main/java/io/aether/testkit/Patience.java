package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.Nanos;
import java.time.Duration;

/// The default durations of a test's waits. Immutable; each `with` returns a copy.
///
/// On a slow machine the system property `aether.test.timefactor` stretches [#standard()]: with
/// `-Daether.test.timefactor=3` an expectation waits up to nine seconds. Durations that a test
/// states explicitly are never stretched.
///
/// @param message how long to wait for a message, for an actor to stop, or for an assertion to pass
/// @param silence how long no message may arrive where none is expected
/// @param retry the pause between two attempts of an assertion
/// @param shutdown how long actors and tasks may take to end when the kit is closed
@Stable
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
          "-D%s must be a number above 0 and up to 1000, but was: %s"
              .formatted(TIME_FACTOR, words));
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
          "Patience.%s must be positive, but was: %s".formatted(name, duration));
    }
  }
}
