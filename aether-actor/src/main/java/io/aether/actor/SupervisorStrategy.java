package io.aether.actor;

import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.event.Level;

/// The treatment of an actor whose behavior failed; see [Behaviors#supervise(Function, Behavior)].
@Stable
public sealed interface SupervisorStrategy {

  /// Drops the failed message and continues with the same behavior and state. A behavior that could
  /// not be created has no state to continue with: then the supervision around this one decides.
  ///
  /// @param logging how the failure is logged
  record Resume(FailureLogging logging) implements SupervisorStrategy {
    public Resume {
      Objects.requireNonNull(logging, "logging");
    }

    @Override
    public Resume withLogLevel(Level level) {
      return new Resume(FailureLogging.at(level));
    }

    @Override
    public Resume withLoggingEnabled(boolean enabled) {
      return new Resume(logging.enabled(enabled));
    }
  }

  /// Replaces the behavior by the one that was supervised. Messages wait meanwhile, and none of
  /// them is lost. The failed message is not repeated.
  ///
  /// The order is: timers end, the old behavior receives [Signal.PreRestart], children stop while
  /// the pause passes, and when both are over the new behavior starts. The actor keeps its ref, its
  /// watchers, its watches and its adapters.
  ///
  /// The creation of a behavior is repeated after a failure only if a limit or a pause prevents an
  /// endless repetition at full speed. After the limit is reached, the supervision around this one
  /// decides.
  ///
  /// @param limit the number of restarts allowed within `window`
  /// @param window the period for `limit`; it begins with the first failure, and begins again with
  ///   the first failure after its end
  /// @param minBackoff the pause before the first restart; it doubles before each following restart
  /// @param maxBackoff the longest pause, before `jitter`
  /// @param jitter the largest fraction by which a pause is lengthened, at random, so that actors
  ///   that failed together do not start together
  /// @param resetAfter the time without a failure after which pauses start again at `minBackoff`
  /// @param stopsChildren whether children are stopped first; children that are kept remain the
  ///   actor's children, under their names, watched as before
  /// @param logging how a failure that leads to a restart is logged
  record Restart(
      int limit,
      Duration window,
      Duration minBackoff,
      Duration maxBackoff,
      double jitter,
      Duration resetAfter,
      boolean stopsChildren,
      FailureLogging logging)
      implements SupervisorStrategy {

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

    /// Limits the restarts: if the actor fails more than `restarts` times within `window`, the
    /// enclosing supervision decides.
    public Restart withLimit(int restarts, Duration window) {
      return new Restart(
          restarts, window, minBackoff, maxBackoff, jitter, resetAfter, stopsChildren, logging);
    }

    /// Pauses before each restart: `min`, then twice as long each time, at most `max`. The pauses
    /// start again at `min` after a time of `(min + max) / 2` without a failure; see
    /// [#withResetAfter].
    public Restart withBackoff(Duration min, Duration max) {
      Objects.requireNonNull(min, "min");
      Objects.requireNonNull(max, "max");
      Duration reset = min.dividedBy(2).plus(max.dividedBy(2));
      return new Restart(limit, window, min, max, jitter, reset, stopsChildren, logging);
    }

    /// Lengthens each pause at random, by up to `part` of itself: 0.2 is a fifth.
    public Restart withJitter(double part) {
      return new Restart(
          limit, window, minBackoff, maxBackoff, part, resetAfter, stopsChildren, logging);
    }

    /// Lets the pauses start again at their minimum after the actor has lived for `life` without a
    /// failure. Call it after [#withBackoff], which sets a default for it.
    public Restart withResetAfter(Duration life) {
      return new Restart(
          limit, window, minBackoff, maxBackoff, jitter, life, stopsChildren, logging);
    }

    /// Does not stop the children. Spawn them outside the supervised behavior, in a setup around
    /// it; otherwise the new behavior finds their names taken.
    public Restart withChildrenKept() {
      return new Restart(limit, window, minBackoff, maxBackoff, jitter, resetAfter, false, logging);
    }

    @Override
    public Restart withLogLevel(Level level) {
      return withLogging(FailureLogging.at(level));
    }

    @Override
    public Restart withLoggingEnabled(boolean enabled) {
      return withLogging(logging.enabled(enabled));
    }

    private Restart withLogging(FailureLogging logging) {
      return new Restart(
          limit, window, minBackoff, maxBackoff, jitter, resetAfter, stopsChildren, logging);
    }

    /// {@return whether a limit or a pause prevents endless restarts at full speed}
    public boolean isBounded() {
      return limit != Integer.MAX_VALUE || minBackoff.isPositive();
    }

    /// {@return the pause before the `number`th restart in a row, from 1}
    public Duration pause(int number, RandomGenerator random) {
      Duration half = maxBackoff.dividedBy(2);
      Duration pause = minBackoff;
      for (int n = 1; n < number && pause.compareTo(maxBackoff) < 0; n++) {
        pause = pause.compareTo(half) > 0 ? maxBackoff : pause.multipliedBy(2);
      }
      long nanos = TimeUnit.NANOSECONDS.convert(pause);
      return jitter == 0 || nanos == Long.MAX_VALUE // an endless pause
          ? pause
          : pause.plusNanos((long) (nanos * jitter * random.nextDouble()));
    }
  }

  /// Stops the actor; a watching parent gets [Signal.ChildFailed].
  ///
  /// @param logging how the failure is logged
  record Stop(FailureLogging logging) implements SupervisorStrategy {
    public Stop {
      Objects.requireNonNull(logging, "logging");
    }

    @Override
    public Stop withLogLevel(Level level) {
      return new Stop(FailureLogging.at(level));
    }

    @Override
    public Stop withLoggingEnabled(boolean enabled) {
      return new Stop(logging.enabled(enabled));
    }
  }

  /// Leaves the decision to the supervision around this one; if there is none, the actor stops.
  record Undecided() implements SupervisorStrategy {

    /// Changes nothing: the strategy that decides says how the failure is logged.
    @Override
    public Undecided withLogLevel(Level level) {
      Objects.requireNonNull(level, "level");
      return this;
    }

    /// Changes nothing: the strategy that decides says how the failure is logged.
    @Override
    public Undecided withLoggingEnabled(boolean enabled) {
      return this;
    }
  }

  /// How a failure is logged: one line with its stack trace, or not at all. The default is level
  /// WARN if the actor continues, and ERROR if it stops.
  ///
  /// @param level the level, used while `enabled`
  record FailureLogging(Level level, boolean enabled) {
    public FailureLogging {
      Objects.requireNonNull(level, "level");
    }

    static FailureLogging at(Level level) {
      return new FailureLogging(level, true);
    }

    FailureLogging enabled(boolean enabled) {
      return new FailureLogging(level, enabled);
    }
  }

  /// {@return the same strategy, which logs the failures that it decides about at `level`}
  SupervisorStrategy withLogLevel(Level level);

  /// {@return the same strategy, which logs the failures that it decides about only if `enabled`} A
  /// failure that is not logged is still recorded in flight recordings and in
  /// [ActorStatus#lastFailure].
  SupervisorStrategy withLoggingEnabled(boolean enabled);

  /// Decides by the class of a failure: the first matching clause applies, and a failure that
  /// matches no clause is [undecided][#undecided()]. See [#on].
  record Clauses(List<Clause> clauses) implements Function<Exception, SupervisorStrategy> {
    public Clauses {
      clauses = List.copyOf(clauses);
    }

    /// Adds a clause after the others.
    public Clauses on(Class<? extends Exception> failure, SupervisorStrategy strategy) {
      List<Clause> all = new ArrayList<>(clauses);
      all.add(new Clause(failure, strategy));
      return new Clauses(all);
    }

    @Override
    public SupervisorStrategy apply(Exception failure) {
      for (Clause clause : clauses) {
        if (clause.failure().isInstance(failure)) {
          return clause.strategy();
        }
      }
      return undecided();
    }
  }

  /// The strategy for failures of one class.
  record Clause(Class<? extends Exception> failure, SupervisorStrategy strategy) {
    public Clause {
      Objects.requireNonNull(failure, "failure");
      Objects.requireNonNull(strategy, "strategy");
    }
  }

  static Resume resume() {
    return new Resume(FailureLogging.at(Level.WARN));
  }

  static Restart restart() {
    return new Restart(
        Integer.MAX_VALUE,
        Duration.ofMinutes(1),
        Duration.ZERO,
        Duration.ZERO,
        0,
        Duration.ZERO,
        /* stopsChildren= */ true,
        FailureLogging.at(Level.WARN));
  }

  static Stop stop() {
    return new Stop(FailureLogging.at(Level.ERROR));
  }

  static Undecided undecided() {
    return new Undecided();
  }

  /// {@return a clause for failures of a class} Add more clauses with [Clauses#on], and pass the
  /// result to [Behaviors#supervise(Function, Behavior)].
  static Clauses on(Class<? extends Exception> failure, SupervisorStrategy strategy) {
    return new Clauses(List.of(new Clause(failure, strategy)));
  }
}
