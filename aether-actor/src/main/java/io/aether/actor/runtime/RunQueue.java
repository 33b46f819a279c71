package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/// One lane of the activations that wait for a worker, approximately first in, first out.
/// Unbounded, thread-safe.
///
/// A ring buffer holds the usual number of activations, without locks and without allocation; the
/// excess spills into an array behind a lock. (The unbounded MPMC queue of JCTools exists only on
/// top of `sun.misc.Unsafe`, and a linked queue costs a node for each activation.) While the spill
/// is not empty, new activations are appended to it, so the ring drains; then half a ring of
/// activations moves back at once, so consumers rarely contend for the lock. No activation waits
/// indefinitely: only a racing offer can overtake the spill.
final class RunQueue {

  /// A spill that held more than this releases its capacity when it is empty again.
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

  /// {@return the next activation, or null if the queue was empty at some moment during the call}
  @Nullable Activation poll() {
    Activation activation = ring.poll();
    return activation != null || spilled == 0 ? activation : pollAndRefill();
  }

  private @Nullable Activation pollAndRefill() {
    lock.lock();
    try {
      Activation first = ring.poll(); // another thread may have refilled it
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

  /// {@return whether no activation waits; certainly false from the return of an offer until the
  /// activation is taken}
  ///
  /// An activation that moves out of the spill is in the ring before the size of the spill
  /// decreases. So this method checks the spill first and the ring second.
  boolean isEmpty() {
    return spilled == 0 && ring.isEmpty();
  }

  /// {@return the approximate number of activations that wait}
  int size() {
    return ring.size() + spilled;
  }
}
