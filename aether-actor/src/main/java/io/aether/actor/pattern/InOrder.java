package io.aether.actor.pattern;

import io.aether.actor.spi.SystemServices;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Passes values to a consumer one at a time and in order, on a thread of its own that exists only
/// while there are values. Thread-safe; [#add] never blocks and never calls the consumer.
final class InOrder<T> {

  private final SystemServices services;
  private final String threadName;
  private final Consumer<? super T> consumer;

  // ---- Guarded by this ----

  private final Queue<T> waiting = new ArrayDeque<>();

  /// Whether a thread is passing values to the consumer.
  private boolean busy;

  /// @param consumer must not throw
  InOrder(SystemServices services, String threadName, Consumer<? super T> consumer) {
    this.services = services;
    this.threadName = threadName;
    this.consumer = consumer;
  }

  void add(T value) {
    synchronized (this) {
      waiting.add(value);
      if (busy) {
        return;
      }
      busy = true;
    }
    services.fork(threadName, this::handOver);
  }

  private void handOver() {
    for (T next; (next = next()) != null; ) {
      consumer.accept(next);
    }
  }

  private synchronized @Nullable T next() {
    T next = waiting.poll();
    busy = next != null;
    return next;
  }
}
