package io.aether.actor;

import java.time.Duration;

/// What becomes of an actor whose behavior failed; see
/// [Behaviors#supervise(java.util.function.Function, Behavior)].
public sealed interface SupervisorStrategy {

  /// Drops the failed message and goes on with the same behavior and state.
  record Resume() implements SupervisorStrategy {}

  /// Replaces the behavior by the original one; mail waits meanwhile and none of it is lost. The
  /// failed message is not repeated. Children are stopped first.
  ///
  /// @param limit how many restarts within `window` are allowed; one more stops the actor
  /// @param window the period that `limit` is about; it begins with the first failure
  /// @param minBackoff the pause before the first restart; doubles with each one that follows
  ///   within `window`
  /// @param maxBackoff the longest pause
  record Restart(int limit, Duration window, Duration minBackoff, Duration maxBackoff)
      implements SupervisorStrategy {

    public Restart {
      if (limit < 1) {
        throw new IllegalArgumentException("limit must be at least 1, but was: " + limit);
      }
      if (minBackoff.isNegative() || maxBackoff.compareTo(minBackoff) < 0) {
        throw new IllegalArgumentException(
            "backoff must be 0 <= min <= max, but was: " + minBackoff + ", " + maxBackoff);
      }
    }

    /// Stops the actor when it fails more than `restarts` times within `window`.
    public Restart withLimit(int restarts, Duration window) {
      return new Restart(restarts, window, minBackoff, maxBackoff);
    }

    /// Pauses before each restart: `min`, then twice as long each time, at most `max`. The pauses
    /// start over once `window` has passed without a failure.
    public Restart withBackoff(Duration min, Duration max) {
      return new Restart(limit, window, min, max);
    }
  }

  /// Stops the actor; a watching parent gets [Signal.ChildFailed].
  record Stop() implements SupervisorStrategy {}

  static Resume resume() {
    return new Resume();
  }

  static Restart restart() {
    return new Restart(Integer.MAX_VALUE, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO);
  }

  static Stop stop() {
    return new Stop();
  }
}
