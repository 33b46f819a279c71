package io.aether.cluster.remote;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// A queue that any thread adds to and one activation at a time empties.
///
///     IDLE --add: CAS(false, true)--> SCHEDULED --queue found empty: set(false)--> IDLE
///
/// No wake-up is lost: a thread adds before it reads the state, and the activation clears the state
/// before it looks at the queue again.
abstract class Drain<T> implements Activation {

  private final Dispatcher dispatcher;

  /// Added to by any thread, polled by the activation.
  private final Queue<T> queue = new ConcurrentLinkedQueue<>();

  /// Set by the thread that adds, cleared by the activation.
  private final AtomicBoolean scheduled = new AtomicBoolean();

  Drain(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  // ---- Any thread ----

  final void add(T item) {
    queue.add(item);
    schedule();
  }

  final void schedule() {
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      dispatcher.execute(this);
    }
  }

  // ---- The activation ----

  @Override
  public final boolean run(Runner runner) {
    drain(runner);
    Thread.interrupted();
    if (!queue.isEmpty()) {
      return true;
    }
    scheduled.set(false);
    return !queue.isEmpty() && scheduled.compareAndSet(false, true);
  }

  /// Takes items out of the queue, all or as many as are fair to other activations. Never throws.
  abstract void drain(Runner runner);

  final @Nullable T peek() {
    return queue.peek();
  }

  final @Nullable T poll() {
    return queue.poll();
  }
}
