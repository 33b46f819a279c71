package io.aether.testkit;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The messages of a [TestProbe]: those not looked at yet, and the last ones in all for the story.
/// Thread-safe.
final class ProbeInbox<M> {

  private static final int TOLD = 100;

  private record Arrival(long nanos, Object message) {}

  private final Environment environment;
  private final long createdNanos;

  // ---- Guarded by this; nothing waits while holding it ----

  private final Deque<M> unread = new ArrayDeque<>();
  private final Deque<Arrival> story = new ArrayDeque<>();
  private final Deque<CompletableFuture<Void>> waiters = new ArrayDeque<>();
  private long arrived;

  ProbeInbox(Environment environment) {
    this.environment = environment;
    this.createdNanos = environment.scheduler().nanoTime();
  }

  void add(M message) {
    CompletableFuture<Void> waiter;
    synchronized (this) {
      arrived++;
      unread.add(message);
      story.add(new Arrival(environment.scheduler().nanoTime() - createdNanos, message));
      if (story.size() > TOLD) {
        story.remove();
      }
      waiter = waiters.poll();
    }
    if (waiter != null) {
      waiter.complete(null);
    }
  }

  /// {@return the oldest message not looked at yet, or null if none comes within `patience`}
  @Nullable M next(Duration patience) throws InterruptedException {
    CompletableFuture<Void> timeout = new CompletableFuture<>();
    Cancellable timer = null;
    while (true) {
      CompletableFuture<Void> waiter = new CompletableFuture<>();
      synchronized (this) {
        M message = unread.poll();
        if (message != null || timeout.isDone() || !patience.isPositive()) {
          if (timer != null) {
            timer.cancel();
          }
          return message;
        }
        waiters.add(waiter);
      }
      if (timer == null) {
        timer = environment.scheduler().schedule(patience, () -> timeout.complete(null));
      }
      timeout.whenComplete((_, _) -> waiter.complete(null));
      try {
        environment.await(waiter);
      } finally {
        synchronized (this) {
          waiters.remove(waiter);
        }
      }
    }
  }

  synchronized String story() {
    StringBuilder words = new StringBuilder("Messages so far: ").append(arrived);
    if (arrived > story.size()) {
      words.append(", the last of them:");
    }
    long number = arrived - story.size();
    for (Arrival arrival : story) {
      words
          .append("\n  %d. after %s: ".formatted(++number, Trace.seconds(arrival.nanos)))
          .append(arrival.message);
    }
    return words.toString();
  }
}
