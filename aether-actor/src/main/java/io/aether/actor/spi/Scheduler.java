package io.aether.actor.spi;

import io.aether.actor.Cancellable;
import java.time.Duration;

/// Monotonic time and what shall happen later. Thread-safe.
public interface Scheduler {

  /// Runs `task` once, not before `delay` has passed. The task runs on a thread of the scheduler:
  /// it must neither block nor throw; usually it only sends a message.
  Cancellable schedule(Duration delay, Runnable task);

  /// {@return a monotonic clock in nanoseconds, comparable only with other readings of itself}
  long nanoTime();
}
