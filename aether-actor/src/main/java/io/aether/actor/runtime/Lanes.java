package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The activations that wait for a worker, in one [RunQueue] for each carrier thread. Thread-safe.
///
/// A worker offers to its own lane and polls it first, so busy workers rarely contend. If its own
/// lane is empty, it looks at the other lanes. Now and then a worker looks at another lane first,
/// so that nothing waits for long in a lane without a worker. A thread that is not a worker offers
/// to a lane chosen by its thread.
final class Lanes {

  /// The total capacity of the rings of all lanes.
  private static final int ROOM = 8192;

  private final RunQueue[] lanes;

  /// The worker that works at a lane. Written by each worker that takes a lane, read by workers
  /// that choose a lane. A hint: two workers may work at the same lane.
  private final AtomicReferenceArray<@Nullable Worker> workers;

  Lanes(int count) {
    lanes = new RunQueue[count];
    for (int lane = 0; lane < count; lane++) {
      lanes[lane] = new RunQueue(Math.max(1024, ROOM / Integer.highestOneBit(count)));
    }
    workers = new AtomicReferenceArray<>(count);
  }

  /// {@return a lane for a worker that begins to run: its last lane, unless another worker has
  /// taken that one and there is a lane without a worker}
  int take(Worker worker, int last) {
    for (int i = 0; i < lanes.length; i++) {
      int lane = (last + i) % lanes.length;
      Worker there = workers.get(lane);
      if (there == worker) {
        return lane;
      }
      if (!isWorkedAt(lane)) {
        workers.set(lane, worker);
        return lane;
      }
    }
    return last;
  }

  /// {@return whether a running worker works at the lane; a hint}
  boolean isWorkedAt(int lane) {
    Worker there = workers.get(lane);
    return there != null && there.state() == Worker.State.RUNNING;
  }

  int count() {
    return lanes.length;
  }

  /// {@return the lane of the calling thread, which is not a worker}
  int ofThread() {
    return (int) (Thread.currentThread().threadId() % lanes.length);
  }

  void offer(Activation activation, int lane) {
    lanes[lane].offer(activation);
  }

  /// {@return the next activation of this lane or else of another one, or null}
  ///
  /// An activation that was offered before the call and has not been taken is found. An activation
  /// that is offered during the call may be missed.
  @Nullable Activation poll(int lane) {
    for (int i = 0, at = lane; i < lanes.length; i++) {
      Activation next = lanes[at].poll();
      if (next != null) {
        return next;
      }
      at = at + 1 == lanes.length ? 0 : at + 1;
    }
    return null;
  }

  /// {@return whether no activation waits; certainly false from the return of an offer until the
  /// activation is taken}
  boolean isEmpty() {
    for (RunQueue lane : lanes) {
      if (!lane.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /// {@return the approximate number of activations that wait in the lane}
  int size(int lane) {
    return lanes[lane].size();
  }

  /// {@return the approximate number of activations that wait}
  int size() {
    int size = 0;
    for (RunQueue lane : lanes) {
      size += lane.size();
    }
    return size;
  }
}
