package io.aether.persistence.nats;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A semaphore whose waits are futures, so that they can go through the environment. First come,
/// first served. Thread-safe.
final class Permits {

  /// Guarded by this.
  private int available;

  /// Guarded by this; empty while a permit is available.
  private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();

  Permits(int available) {
    this.available = available;
  }

  /// {@return completed when the caller has a permit}
  CompletableFuture<Void> acquire() {
    synchronized (this) {
      if (available == 0) {
        var turn = new CompletableFuture<Void>();
        waiting.add(turn);
        return turn;
      }
      available--;
    }
    return CompletableFuture.completedFuture(null);
  }

  void release() {
    @Nullable CompletableFuture<Void> next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        available++;
      }
    }
    if (next != null) {
      next.complete(null);
    }
  }
}
