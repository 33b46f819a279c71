package io.aether.actor.cell;

import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The timers of one actor. Owned by its activation; the scheduler only enqueues.
///
/// A timer object is its own generation: a tick counts only while the timer that sent it is still
/// the current one for its key. So a tick of a replaced or cancelled timer that already waits in
/// the mailbox is never handled.
final class CellTimers {

  enum Mode {
    SINGLE,
    FIXED_DELAY,
    FIXED_RATE
  }

  private final ActorCell<?> cell;
  private final Scheduler scheduler;

  /// The only timer, unless there is a map.
  private InBand.@Nullable Timer only;

  /// Null until there is more than one timer at a time, which is rare.
  private @Nullable Map<Object, InBand.Timer> byKey;

  CellTimers(ActorCell<?> cell, Scheduler scheduler) {
    this.cell = cell;
    this.scheduler = scheduler;
  }

  void startSingle(Object key, Object message, Duration delay) {
    start(key, message, delay, Duration.ZERO, Mode.SINGLE);
  }

  void startWithFixedDelay(Object key, Object message, Duration initialDelay, Duration interval) {
    start(key, message, initialDelay, positive(interval), Mode.FIXED_DELAY);
  }

  void startAtFixedRate(Object key, Object message, Duration initialDelay, Duration interval) {
    start(key, message, initialDelay, positive(interval), Mode.FIXED_RATE);
  }

  boolean isActive(Object key) {
    return get(key) != null;
  }

  void cancel(Object key) {
    InBand.Timer timer = get(key);
    if (timer != null) {
      remove(timer);
      timer.cancel();
    }
  }

  void cancelAll() {
    // Not by keys, whose methods are the user's and may throw.
    if (only != null) {
      only.cancel();
      only = null;
    }
    if (byKey != null) {
      byKey.values().forEach(InBand.Timer::cancel);
      byKey = null;
    }
  }

  private InBand.@Nullable Timer get(Object key) {
    if (byKey != null) {
      return byKey.get(key);
    }
    InBand.Timer timer = only;
    int hash = key.hashCode(); // as in a map: its exceptions do not depend on other timers
    boolean same =
        timer != null
            && timer.key.hashCode() == hash
            && (timer.key == key || key.equals(timer.key));
    return same ? timer : null;
  }

  private void add(InBand.Timer timer) {
    if (byKey == null && only == null) {
      int _ = timer.key.hashCode(); // an unusable key fails now, not at the next timer
      only = timer;
      return;
    }
    if (byKey == null) {
      byKey = new LinkedHashMap<>(4);
      if (only != null) {
        byKey.put(only.key, only);
        only = null;
      }
    }
    byKey.put(timer.key, timer);
  }

  private void remove(InBand.Timer timer) {
    if (byKey == null) {
      only = null;
      return;
    }
    byKey.remove(timer.key);
    dropIfEmpty();
  }

  /// {@return the message of a tick just taken from the mailbox, or null if the tick is outdated}
  @Nullable Object onFired(InBand.Timer timer) {
    if (timer.isOver()) { // cancelled or replaced
      return null;
    }
    Throwable broken = null;
    if (timer.mode == Mode.SINGLE) {
      broken = forget(timer);
    } else {
      broken = lookUp(timer);
      schedule(timer, nextDelayNanos(timer));
    }
    if (broken != null) {
      Failures.on(cell, broken); // its supervision decides
      return null;
    }
    return timer.message();
  }

  private long nextDelayNanos(InBand.Timer timer) {
    if (timer.mode == Mode.FIXED_DELAY) {
      return timer.intervalNanos;
    }
    timer.dueNanos += timer.intervalNanos;
    return Math.max(0, timer.dueNanos - scheduler.nanoTime());
  }

  /// {@return the exception that the key, which is the user's code, threw; if it threw, the timer
  /// could not be cancelled either}
  private @Nullable Throwable lookUp(InBand.Timer timer) {
    try {
      get(timer.key);
      return null;
    } catch (Throwable broken) {
      return broken;
    }
  }

  /// Removes the timer even if its key throws or has changed. {@return the exception of the key}
  private @Nullable Throwable forget(InBand.Timer timer) {
    Throwable broken = lookUp(timer);
    if (byKey == null) {
      only = null;
    } else {
      if (broken != null || !byKey.remove(timer.key, timer)) {
        byKey.values().removeIf(each -> each == timer);
      }
      dropIfEmpty();
    }
    return broken;
  }

  private void dropIfEmpty() {
    if (byKey != null && byKey.isEmpty()) {
      byKey = null; // releases its capacity
    }
  }

  private void start(Object key, Object message, Duration first, Duration interval, Mode mode) {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(message, "message");
    if (Objects.requireNonNull(first, "delay").isNegative()) {
      throw new IllegalArgumentException("A timer's delay must not be negative, but was: " + first);
    }
    cancel(key);
    var timer = new InBand.Timer(cell, key, message, mode, nanos(interval));
    if (mode == Mode.FIXED_RATE) {
      timer.dueNanos = scheduler.nanoTime() + nanos(first);
    }
    add(timer);
    schedule(timer, nanos(first));
  }

  private void schedule(InBand.Timer timer, long delayNanos) {
    timer.pending = scheduler.schedule(Duration.ofNanos(delayNanos), timer);
  }

  /// Durations longer than the maximum number of nanoseconds become that maximum: they never end.
  private static long nanos(Duration duration) {
    return TimeUnit.NANOSECONDS.convert(duration);
  }

  private static Duration positive(Duration interval) {
    if (!Objects.requireNonNull(interval, "interval").isPositive()) {
      throw new IllegalArgumentException(
          "A timer's interval must be positive, but was: " + interval);
    }
    return interval;
  }
}
