package io.aether.actor.cell;

import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.event.Level;

/// The implementations of [SupervisorStrategy], which the cells read.
public sealed interface Strategy extends SupervisorStrategy {

  /// How a failure is logged: one line with its stack trace, or not at all.
  ///
  /// @param level the level, if `enabled`
  record Logging(Level level, boolean enabled) {
    public Logging {
      Objects.requireNonNull(level, "level");
    }

    static Logging at(Level level) {
      return new Logging(level, true);
    }

    Logging enabled(boolean enabled) {
      return new Logging(level, enabled);
    }
  }

  /// See [SupervisorStrategy#resume()].
  record Resume(Logging logging) implements Strategy {

    @Override
    public Kind kind() {
      return Kind.RESUME;
    }

    @Override
    public Resume withLogLevel(Level level) {
      return new Resume(Logging.at(level));
    }

    @Override
    public Resume withLoggingEnabled(boolean enabled) {
      return new Resume(logging.enabled(enabled));
    }
  }

  /// See [SupervisorStrategy#restart()].
  ///
  /// @param limit the number of restarts allowed within `window`
  /// @param window the period for `limit`; it begins with the first failure, and begins again with
  ///   the first failure after its end
  /// @param minBackoff the pause before the first restart; it doubles before each following restart
  /// @param maxBackoff the longest pause, before `jitter`
  /// @param jitter the largest fraction by which a pause is lengthened, at random
  /// @param resetAfter the time without a failure after which pauses start again at `minBackoff`
  /// @param stopsChildren whether the children are stopped before the behavior is created again
  /// @param logging how a failure that leads to a restart is logged
  record Restart(
      int limit,
      Duration window,
      Duration minBackoff,
      Duration maxBackoff,
      double jitter,
      Duration resetAfter,
      boolean stopsChildren,
      Logging logging)
      implements Strategy, SupervisorStrategy.Restart {

    public Restart {
      if (limit < 1) {
        throw new IllegalArgumentException("limit must be at least 1, but was: " + limit);
      }
      Objects.requireNonNull(minBackoff, "minBackoff");
      Objects.requireNonNull(maxBackoff, "maxBackoff");
      if (minBackoff.isNegative() || maxBackoff.compareTo(minBackoff) < 0) {
        throw new IllegalArgumentException(
            "backoff must be 0 <= min <= max, but was: " + minBackoff + ", " + maxBackoff);
      }
      if (!(jitter >= 0 && jitter <= 1)) {
        throw new IllegalArgumentException("jitter must be from 0 to 1, but was: " + jitter);
      }
      Objects.requireNonNull(window, "window");
      Objects.requireNonNull(resetAfter, "resetAfter");
      Objects.requireNonNull(logging, "logging");
      if (!window.isPositive()) {
        throw new IllegalArgumentException("window must be positive, but was: " + window);
      }
      if (resetAfter.isNegative()) {
        throw new IllegalArgumentException(
            "resetAfter must not be negative, but was: " + resetAfter);
      }
    }

    @Override
    public Strategy.Restart withLimit(int restarts, Duration window) {
      return new Strategy.Restart(
          restarts, window, minBackoff, maxBackoff, jitter, resetAfter, stopsChildren, logging);
    }

    @Override
    public Strategy.Restart withBackoff(Duration min, Duration max) {
      Objects.requireNonNull(min, "min");
      Objects.requireNonNull(max, "max");
      Duration reset = min.dividedBy(2).plus(max.dividedBy(2));
      return new Strategy.Restart(limit, window, min, max, jitter, reset, stopsChildren, logging);
    }

    @Override
    public Strategy.Restart withJitter(double part) {
      return new Strategy.Restart(
          limit, window, minBackoff, maxBackoff, part, resetAfter, stopsChildren, logging);
    }

    @Override
    public Strategy.Restart withResetAfter(Duration life) {
      return new Strategy.Restart(
          limit, window, minBackoff, maxBackoff, jitter, life, stopsChildren, logging);
    }

    @Override
    public Strategy.Restart withChildrenKept() {
      return new Strategy.Restart(
          limit, window, minBackoff, maxBackoff, jitter, resetAfter, false, logging);
    }

    @Override
    public Kind kind() {
      return Kind.RESTART;
    }

    @Override
    public Strategy.Restart withLogLevel(Level level) {
      return withLogging(Logging.at(level));
    }

    @Override
    public Strategy.Restart withLoggingEnabled(boolean enabled) {
      return withLogging(logging.enabled(enabled));
    }

    private Strategy.Restart withLogging(Logging logging) {
      return new Strategy.Restart(
          limit, window, minBackoff, maxBackoff, jitter, resetAfter, stopsChildren, logging);
    }

    /// {@return whether a limit or a pause prevents endless restarts at full speed}
    boolean isBounded() {
      return limit != Integer.MAX_VALUE || minBackoff.isPositive();
    }

    /// {@return the pause before the `number`th restart in a row, from 1}
    Duration pause(int number, RandomGenerator random) {
      Duration half = maxBackoff.dividedBy(2);
      Duration pause = minBackoff;
      for (int n = 1; n < number && pause.compareTo(maxBackoff) < 0; n++) {
        pause = pause.compareTo(half) > 0 ? maxBackoff : pause.multipliedBy(2);
      }
      long nanos = TimeUnit.NANOSECONDS.convert(pause);
      return jitter == 0 || nanos == Long.MAX_VALUE // too long to be lengthened
          ? pause
          : pause.plusNanos((long) (nanos * jitter * random.nextDouble()));
    }
  }

  /// See [SupervisorStrategy#stop()].
  record Stop(Logging logging) implements Strategy {

    @Override
    public Kind kind() {
      return Kind.STOP;
    }

    @Override
    public Stop withLogLevel(Level level) {
      return new Stop(Logging.at(level));
    }

    @Override
    public Stop withLoggingEnabled(boolean enabled) {
      return new Stop(logging.enabled(enabled));
    }
  }

  /// See [SupervisorStrategy#undecided()]. The strategy that decides says how the failure is
  /// logged.
  record Undecided() implements Strategy {

    @Override
    public Kind kind() {
      return Kind.UNDECIDED;
    }

    @Override
    public Undecided withLogLevel(Level level) {
      Objects.requireNonNull(level, "level");
      return this;
    }

    @Override
    public Undecided withLoggingEnabled(boolean enabled) {
      return this;
    }
  }
}
