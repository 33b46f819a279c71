package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// The activations that wait for a worker, roughly first in, first out. Unbounded, thread-safe.
///
/// A ring takes what is usual without allocating; what exceeds it spills into a linked queue. (The
/// unbounded MPMC queue of JCTools exists only on top of `sun.misc.Unsafe`.) While anything is
/// spilled, newcomers queue up behind it, so the ring runs dry and the spill gets its turn: nothing
/// waits for ever. Only a racing offer may jump that queue.
final class RunQueue {

  private static final int RING_CAPACITY = 8192;

  private final MpmcVarHandleArrayQueue<Activation> ring;
  private final Queue<Activation> spill = new ConcurrentLinkedQueue<>();

  /// Raised by whoever is about to spill, lowered by whoever took something spilled; so never less
  /// than what is there.
  private final AtomicInteger spilled = new AtomicInteger();

  RunQueue() {
    this(RING_CAPACITY);
  }

  /// For tests: with a ring that is soon full.
  RunQueue(int ringCapacity) {
    ring = new MpmcVarHandleArrayQueue<>(ringCapacity);
  }

  void offer(Activation activation) {
    if (spilled.get() == 0 && ring.offer(activation)) {
      return;
    }
    spilled.getAndIncrement();
    spill.add(activation);
  }

  /// {@return the next activation, or null if there was none at some moment during the call}
  @Nullable Activation poll() {
    Activation activation = ring.poll();
    if (activation == null && spilled.get() != 0) {
      activation = spill.poll();
      if (activation != null) {
        spilled.getAndDecrement();
      }
    }
    return activation;
  }

  /// {@return whether nothing waits; false for sure once an offer has returned, until it is taken}
  boolean isEmpty() {
    return ring.isEmpty() && spilled.get() == 0;
  }

  /// {@return about how many wait}
  int size() {
    return ring.size() + spilled.get();
  }
}
