package io.aether.testkit.engine;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.TreeSet;

/// Virtual time and its timers. Confined to the holder of the baton.
final class Timeline {

  private final TreeSet<Timer> timers = new TreeSet<>();
  private final ReadyList ready;
  private long now;
  private long scheduled;

  /// @param ready receives timers that are due
  Timeline(ReadyList ready) {
    this.ready = ready;
  }

  long now() {
    return now;
  }

  /// @param owner the name of the item that starts the timer, for the trace
  /// @param origin that item
  Timer schedule(Duration delay, Runnable task, String owner, Object origin) {
    Timer timer = new Timer(now + nanos(delay), ++scheduled, owner, origin, task);
    if (timer.due == now) {
      ready.add(timer);
    } else {
      timers.add(timer);
    }
    return timer;
  }

  /// Advances to the next timer; all timers that are due at that instant become ready together.
  ///
  /// @return false if there is no timer
  boolean jump() {
    if (timers.isEmpty()) {
      return false;
    }
    moveTo(timers.first().due);
    return true;
  }

  /// {@return the instant to which [#jump] would advance; now if there is no timer}
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

  /// A task that runs once unless it is cancelled before, which is possible until it is drawn.
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

    /// {@return whether it may run after it was drawn: false if it was cancelled}
    boolean begin() {
      boolean begins = !over;
      over = true;
      return begins;
    }

    void run() {
      task.run();
    }

    /// {@return the actor, task or timer that started it}
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
