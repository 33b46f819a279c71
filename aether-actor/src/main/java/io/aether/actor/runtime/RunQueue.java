package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// One lane of the activations that wait for a worker, roughly first in, first out. Unbounded,
/// thread-safe.
///
/// A ring takes what is usual, without locks and without allocating; what exceeds it spills into an
/// array behind a lock. (The unbounded MPMC queue of JCTools exists only on top of
/// `sun.misc.Unsafe`, and a linked queue costs a node for each activation.) While anything is
/// spilled, newcomers queue up behind it, so the ring runs dry; then half a ring full comes back at
/// once, so consumers hardly ever meet at the lock. Nothing waits for ever: only a racing offer may
/// jump that queue.
final class RunQueue {

  /// A spill that held more does not keep the room when it is empty again.
  private static final int LARGE_SPILL = 1 << 17;

  private final MpmcVarHandleArrayQueue<Activation> ring;

  private final Lock lock = new ReentrantLock();

  // Guarded by the lock.
  private Deque<Activation> spill = new ArrayDeque<>();
  private int mostSpilled;

  /// The size of the spill. Written under the lock, read by any thread.
  private volatile int spilled;

  RunQueue(int ringCapacity) {
    ring = new MpmcVarHandleArrayQueue<>(ringCapacity);
  }

  void offer(Activation activation) {
    if (spilled == 0 && ring.offer(activation)) {
      return;
    }
    lock.lock();
    try {
      spill.addLast(activation);
      spilled = spill.size();
      mostSpilled = Math.max(mostSpilled, spill.size());
    } finally {
      lock.unlock();
    }
  }

  /// {@return the next activation, or null if there was none at some moment during the call}
  @Nullable Activation poll() {
    Activation activation = ring.poll();
    return activation != null || spilled == 0 ? activation : pollAndRefill();
  }

  private @Nullable Activation pollAndRefill() {
    lock.lock();
    try {
      Activation first = ring.poll(); // somebody else may have refilled it
      if (first == null) {
        first = spill.pollFirst();
        Activation next;
        for (int i = 0;
            i < ring.capacity() / 2 && (next = spill.peekFirst()) != null && ring.offer(next);
            i++) {
          spill.removeFirst();
        }
        if (spill.isEmpty() && mostSpilled > LARGE_SPILL) {
          spill = new ArrayDeque<>();
          mostSpilled = 0;
        }
        spilled = spill.size(); // after they have reached the ring; see isEmpty
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /// {@return whether nothing waits; false for sure once an offer has returned, until it is taken}
  ///
  /// What moves from the spill is in the ring before the spill is smaller. So it is looked for in
  /// this order.
  boolean isEmpty() {
    return spilled == 0 && ring.isEmpty();
  }

  /// {@return about how many wait}
  int size() {
    return ring.size() + spilled;
  }
}
