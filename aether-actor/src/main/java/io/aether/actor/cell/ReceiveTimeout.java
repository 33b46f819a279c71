package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.Cancellable;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An actor's receive timeout. Owned by its activation; the scheduler only enqueues.
///
/// A message causes a read of the clock and does not reschedule the timer. When the timer fires, it
/// checks how long ago the last message arrived, and is scheduled again for the remaining time.
final class ReceiveTimeout {

  private final ActorCell<?> cell;
  private final Scheduler scheduler;
  private final long timeoutNanos;
  private final Object message;
  private long lastMessageNanos;
  private boolean cancelled;
  private @Nullable Cancellable pending;

  ReceiveTimeout(ActorCell<?> cell, Scheduler scheduler, Duration timeout, Object message) {
    check(timeout, message);
    this.cell = cell;
    this.scheduler = scheduler;
    this.timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
    this.message = message;
    this.lastMessageNanos = scheduler.nanoTime();
    schedule(timeoutNanos);
  }

  static void check(Duration timeout, Object message) {
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(message, "message");
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("A receive timeout must be positive, but was: " + timeout);
    }
  }

  void onMessage(Object received) {
    if (!(received instanceof ActorContext.NotInfluenceReceiveTimeout)) {
      lastMessageNanos = scheduler.nanoTime();
    }
  }

  /// {@return the message to handle, or null if the timeout has not been reached}
  @Nullable Object onDue() {
    if (cancelled) {
      return null;
    }
    long now = scheduler.nanoTime();
    long left = lastMessageNanos + timeoutNanos - now;
    if (left > 0) {
      schedule(left);
      return null;
    }
    lastMessageNanos = now;
    schedule(timeoutNanos);
    return message;
  }

  Object message() {
    return message;
  }

  void cancel() {
    cancelled = true;
    if (pending != null) {
      pending.cancel();
    }
  }

  private void schedule(long delayNanos) {
    pending =
        scheduler.schedule(
            Duration.ofNanos(delayNanos), () -> cell.enqueue(new InBand.ReceiveTimeoutDue(this)));
  }
}
