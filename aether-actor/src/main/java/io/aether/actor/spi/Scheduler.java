package io.aether.actor.spi;

import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import java.time.Duration;

/// Monotonic time, and tasks that run later. Thread-safe.
@Experimental
public interface Scheduler {

  /// Runs `task` once, not before `delay` has passed. The task runs on a thread of the scheduler,
  /// which serves the timers of all systems, so it must only enqueue: send a message, complete a
  /// future on which nothing but a waiting thread depends, or hand a task over by
  /// [Environment#fork] or to [Completions]. It must not block, throw, or call user code.
  Cancellable schedule(Duration delay, Runnable task);

  /// Like [#schedule(Duration, Runnable)], for a task that can be a timer itself: a scheduler may
  /// keep `alarm` in place of an object of its own, and then does not run it if it is over, whether
  /// cancelled or not.
  default Cancellable schedule(Duration delay, Alarm alarm) {
    return schedule(delay, (Runnable) alarm);
  }

  /// A task that is its own timer. It may be scheduled again as soon as it has begun to run, even
  /// before `run` has returned: a scheduler does not access it after it has called `run`.
  interface Alarm extends Runnable {

    /// Stores the time at which the alarm is due. Called once each time it is scheduled, before
    /// [#due] is called.
    void setDue(long due);

    /// {@return the time that was passed to [#setDue]}
    long due();

    /// {@return whether the alarm need not run any more}
    boolean isOver();

    /// {@return whether running the alarm only sends a message, so that the recipient may be woken
    /// a moment later, together with the recipients of other such alarms}
    default boolean onlySends() {
      return false;
    }
  }

  /// {@return a monotonic clock in nanoseconds, comparable only with other readings of itself}
  long nanoTime();
}
