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

  enum Mode {
    SINGLE,
    FIXED_DELAY,
    FIXED_RATE
  }

  private final TreeCell<?> cell;
  private final Scheduler scheduler;
  private final Map<Object, InBand.Timer> byKey = new LinkedHashMap<>();

  CellTimers(TreeCell<?> cell, Scheduler scheduler) {
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
    return byKey.containsKey(key);
  }

  void cancel(Object key) {
    InBand.Timer timer = byKey.remove(key);
    if (timer != null) {
      timer.cancel();
    }
  }

  void cancelAll() {
    byKey.values().forEach(InBand.Timer::cancel); // not by keys, which are the user's and may throw
    byKey.clear();
  }

  /// {@return the message of a tick just taken from the mailbox, or null if it is of no interest}
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
      ((LifecycleCell<?>) cell).onFailure(broken); // every actor is one; its supervision decides
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

  /// {@return what the key threw, which is the user's: it could not be cancelled any more either}
  private @Nullable Throwable lookUp(InBand.Timer timer) {
    try {
      byKey.get(timer.key);
      return null;
    } catch (Throwable broken) {
      return broken;
    }
  }

  /// Takes the timer out, whatever its key does. {@return what the key threw}
  private @Nullable Throwable forget(InBand.Timer timer) {
    try {
      if (byKey.remove(timer.key, timer)) {
        return null;
      }
      byKey.values().removeIf(each -> each == timer); // its key has changed
      return null;
    } catch (Throwable broken) {
      byKey.values().removeIf(each -> each == timer);
      return broken;
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
    byKey.put(key, timer);
    schedule(timer, nanos(first));
  }

  private void schedule(InBand.Timer timer, long delayNanos) {
    timer.pending = scheduler.schedule(Duration.ofNanos(delayNanos), timer);
  }

  /// Of what is longer than a count of nanoseconds can say, as many as there are: for ever.
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
