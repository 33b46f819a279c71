package io.aether.actor.spi;

import io.aether.actor.Cancellable;
import java.time.Duration;

/// Monotonic time and what shall happen later. Thread-safe.
public interface Scheduler {

  /// Runs `task` once, not before `delay` has passed. The task runs on a thread of the scheduler,
  /// which serves the timers of all systems, so it must only enqueue: send a message, complete a
  /// future on which nothing but a waiting thread depends, or hand a task over, by
  /// [Environment#fork] or to [Completions]. It must neither block, nor throw, nor call user code.
  Cancellable schedule(Duration delay, Runnable task);

  /// Like [#schedule(Duration, Runnable)], for a task that can be a timer itself: a scheduler may
  /// keep `alarm` in place of an object of its own, and then does not run it once it is over,
  /// cancelled or not.
  default Cancellable schedule(Duration delay, Alarm alarm) {
    return schedule(delay, (Runnable) alarm);
  }

  /// A task that is its own timer. It may be scheduled again once it has begun to run, perhaps
  /// before that has returned: a scheduler does not touch it after it has called `run`.
  interface Alarm extends Runnable {

    /// Keeps in mind when this is due. Called once each time it is scheduled, before anybody asks
    /// for it.
    void setDue(long due);

    /// {@return what [#setDue] was given}
    long due();

    /// {@return whether there is no need to run it any more}
    boolean isOver();

    /// {@return whether running this does no more than send mail, so that its recipient may be
    /// woken a moment later, together with those of other such alarms}
    default boolean onlySends() {
      return false;
    }
  }

  /// {@return a monotonic clock in nanoseconds, comparable only with other readings of itself}
  long nanoTime();
}
