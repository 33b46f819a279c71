package io.aether.testkit;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.TreeSet;

/// Virtual time, and what shall happen in it. Touched by the holder of the baton only.
final class Timeline {

  private final TreeSet<Timer> timers = new TreeSet<>();
  private final ReadyList ready;
  private long now;
  private long scheduled;

  /// @param ready takes timers once they are due
  Timeline(ReadyList ready) {
    this.ready = ready;
  }

  long now() {
    return now;
  }

  /// @param owner who asks for it, for the trace
  /// @param origin the same as an object
  Timer schedule(Duration delay, Runnable task, String owner, Object origin) {
    Timer timer = new Timer(now + nanos(delay), ++scheduled, owner, origin, task);
    if (timer.due == now) {
      ready.add(timer);
    } else {
      timers.add(timer);
    }
    return timer;
  }

  /// Moves on to the next timer; all that are due at the same instant become ready together.
  ///
  /// @return false if there is no timer to move on to
  boolean jump() {
    if (timers.isEmpty()) {
      return false;
    }
    moveTo(timers.first().due);
    return true;
  }

  /// {@return the instant that [#jump] would move on to; now if there is no timer}
  long next() {
    return timers.isEmpty() ? now : timers.first().due;
  }

  void moveTo(long instant) {
    now = instant;
    while (!timers.isEmpty() && timers.first().due <= instant) {
      ready.add(timers.pollFirst());
    }
  }

  private static long nanos(Duration delay) {
    return Math.max(0, Nanos.of(delay));
  }

  /// Something that happens once, unless it is cancelled first; that may be as late as when it is
  /// due and waits to be drawn.
  final class Timer implements Cancellable, Comparable<Timer> {
    private final long due;
    private final long number;
    private final String owner;
    private final Object origin;
    private final Runnable task;
    private boolean over;

    private Timer(long due, long number, String owner, Object origin, Runnable task) {
      this.due = due;
      this.number = number;
      this.owner = owner;
      this.origin = origin;
      this.task = task;
    }

    @Override
    public boolean cancel() {
      boolean prevented = !over;
      over = true;
      timers.remove(this);
      return prevented;
    }

    /// {@return whether it may run, now that it has been drawn: nobody has cancelled it}
    boolean begin() {
      boolean begins = !over;
      over = true;
      return begins;
    }

    void run() {
      task.run();
    }

    /// {@return the actor, task or timer that asked for it}
    Object origin() {
      return origin;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }

    @Override
    public String toString() {
      return "timer " + number + " of " + owner;
    }
  }
}
