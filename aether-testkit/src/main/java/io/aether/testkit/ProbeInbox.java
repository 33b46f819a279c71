package io.aether.testkit;

import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The messages of a [TestProbe]: the unread ones, and the last ones for the report of a failure.
/// Thread-safe.
final class ProbeInbox<M> {

  private static final int REMEMBERED = 100;

  /// @param sender empty if unknown
  private record Arrival(long nanos, String sender, Object message) {}

  private record Announced(Object message, String sender) {}

  private final Environment environment;
  private final long createdNanos;

  // ---- Guarded by this; nothing waits while holding it ----

  private final Deque<M> unread = new ArrayDeque<>();
  private final Deque<Arrival> story = new ArrayDeque<>();

  /// Messages that are about to arrive, and their senders.
  private final List<Announced> announced = new ArrayList<>();

  private long arrived;

  /// Futures of callers that wait for the next message; those that gave up stay until it arrives.
  private final Deque<CompletableFuture<@Nullable M>> waiters = new ArrayDeque<>();

  ProbeInbox(Environment environment) {
    this.environment = environment;
    this.createdNanos = environment.scheduler().nanoTime();
  }

  /// Records the sender of a message that is about to arrive.
  synchronized void announce(Object message, String sender) {
    announced.add(new Announced(message, sender));
  }

  synchronized void add(M message) {
    arrived++;
    story.add(
        new Arrival(
            environment.scheduler().nanoTime() - createdNanos, takeSender(message), message));
    if (story.size() > REMEMBERED) {
      story.remove();
    }
    boolean taken = false;
    while (!taken && !waiters.isEmpty()) {
      taken = waiters.remove().complete(message);
    }
    if (!taken) {
      unread.add(message);
    }
  }

  private String takeSender(Object message) {
    for (int i = 0; i < announced.size(); i++) {
      if (announced.get(i).message == message) {
        return announced.remove(i).sender;
      }
    }
    return "";
  }

  /// Puts `message`, which was taken last, back as the next one.
  synchronized void putBack(M message) {
    unread.addFirst(message);
  }

  /// {@return the oldest unread message, or null if none arrives within `patience`}
  @Nullable M next(Duration patience) throws InterruptedException {
    CompletableFuture<@Nullable M> waiter = new CompletableFuture<>();
    synchronized (this) {
      M message = unread.poll();
      if (message != null || !patience.isPositive()) {
        return message;
      }
      waiters.add(waiter);
    }
    try {
      environment.await(waiter, patience);
    } catch (InterruptedException interrupt) {
      if (waiter.complete(null)) {
        throw interrupt;
      }
      Thread.currentThread().interrupt(); // a message came first, and must not be lost
    }
    waiter.complete(null); // unless a message came first
    return waiter.join();
  }

  synchronized String story() {
    StringBuilder words = new StringBuilder("Messages so far: ").append(arrived);
    if (arrived > story.size()) {
      words.append(", the last of them:");
    }
    long number = arrived - story.size();
    for (Arrival arrival : story) {
      words.append(
          "\n  %d. after %s".formatted(++number, FailureDiagnostics.seconds(arrival.nanos)));
      if (!arrival.sender.isEmpty()) {
        words.append(" from ").append(arrival.sender);
      }
      words.append(": ").append(SafeText.of(arrival.message));
    }
    return words.append('\n').toString();
  }
}
