package io.aether.actor;

import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The timers of one actor. Owned by its activation; the scheduler only enqueues.
///
/// A timer object is its own generation: a tick counts only while the very timer that sent it is
/// still the one under its key, so a tick of a replaced or cancelled timer that already waits in
/// the mailbox is never seen.
final class CellTimers {

  private enum Mode {
    SINGLE,
    FIXED_DELAY,
    FIXED_RATE
  }

  private final TreeCell<?> cell;
  private final Scheduler scheduler;
  private final Map<Object, Timer> byKey = new LinkedHashMap<>();

  CellTimers(TreeCell<?> cell, Scheduler scheduler) {
    this.cell = cell;
    this.scheduler = scheduler;
  }

  void startSingle(Object key, Object message, Duration delay) {
    start(key, message, delay, delay, Mode.SINGLE);
  }

  void startWithFixedDelay(Object key, Object message, Duration initialDelay, Duration interval) {
    start(key, message, initialDelay, positive(interval), Mode.FIXED_DELAY);
  }

  void startAtFixedRate(Object key, Object message, Duration initialDelay, Duration interval) {
    start(key, message, initialDelay, positive(interval), Mode.FIXED_RATE);
  }

  boolean isActive(Object key) {
    return byKey.containsKey(key);
  }

  void cancel(Object key) {
    Timer timer = byKey.remove(key);
    if (timer != null && timer.pending != null) {
      timer.pending.cancel();
    }
  }

  void cancelAll() {
    for (Timer timer : byKey.values()) { // not by their keys, which are the user's and may throw
      if (timer.pending != null) {
        timer.pending.cancel();
      }
    }
    byKey.clear();
  }

  /// {@return the message of a tick just taken from the mailbox, or null if it is of no interest}
  @Nullable Object onFired(Timer timer) {
    if (byKey.get(timer.key) != timer) {
      return null;
    }
    switch (timer.mode) {
      case SINGLE -> byKey.remove(timer.key);
      case FIXED_DELAY -> schedule(timer, nanos(timer.interval));
      case FIXED_RATE -> {
        timer.dueNanos += nanos(timer.interval);
        schedule(timer, Math.max(0, timer.dueNanos - scheduler.nanoTime()));
      }
    }
    return timer.message;
  }

  private void start(Object key, Object message, Duration first, Duration interval, Mode mode) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(message, "message");
    cancel(key);
    Timer timer = new Timer(key, message, interval, mode);
    timer.dueNanos = scheduler.nanoTime() + nanos(first);
    byKey.put(key, timer);
    schedule(timer, nanos(first));
  }

  private void schedule(Timer timer, long delayNanos) {
    timer.pending =
        scheduler.schedule(
            Duration.ofNanos(delayNanos), () -> cell.enqueue(new InBand.TimerFired(timer)));
  }

  /// Of what is longer than a count of nanoseconds can say, as many as there are: for ever.
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  private static Duration positive(Duration interval) {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("A timer's interval is positive, but was: " + interval);
    }
    return interval;
  }

  /// One started timer.
  static final class Timer {
    private final Object key;
    private final Object message;
    private final Duration interval;
    private final Mode mode;
    private long dueNanos;
    private @Nullable Cancellable pending;

    private Timer(Object key, Object message, Duration interval, Mode mode) {
      this.key = key;
      this.message = message;
      this.interval = interval;
      this.mode = mode;
    }

    Object message() {
      return message;
    }
  }
}
