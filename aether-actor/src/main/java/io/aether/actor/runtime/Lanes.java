package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The activations that wait for a worker, in one [RunQueue] a carrier thread. Thread-safe.
///
/// A worker offers to its own lane and polls it first, so that busy workers hardly meet; who finds
/// nothing there looks at the others. Now and then a worker looks at another lane first, so that
/// nothing waits for long in a lane that nobody works at. Whoever is no worker offers to a lane of
/// its thread's.
final class Lanes {

  /// How many activations of one lane altogether stand in rings.
  private static final int ROOM = 8192;

  private final RunQueue[] lanes;

  /// The worker that works at a lane. Written by each worker that takes one, read by those that
  /// look for one: a hint, two may work at the same.
  private final AtomicReferenceArray<@Nullable Worker> workers;

  Lanes(int count) {
    lanes = new RunQueue[count];
    for (int lane = 0; lane < count; lane++) {
      lanes[lane] = new RunQueue(Math.max(1024, ROOM / Integer.highestOneBit(count)));
    }
    workers = new AtomicReferenceArray<>(count);
  }

  /// {@return a lane for a worker that begins to run: its last one, unless another one has taken it
  /// meanwhile and there is one where nobody works}
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

  /// {@return whether a worker runs that works at the lane; a hint}
  boolean isWorkedAt(int lane) {
    Worker there = workers.get(lane);
    return there != null && there.state() == Worker.State.RUNNING;
  }

  int count() {
    return lanes.length;
  }

  /// {@return the lane of a thread that is no worker}
  int ofThread() {
    return (int) (Thread.currentThread().threadId() % lanes.length);
  }

  void offer(Activation activation, int lane) {
    lanes[lane].offer(activation);
  }

  /// {@return the next activation of this lane or else of another one, or null}
  ///
  /// What was offered before the call, and has not been taken, is found. What comes meanwhile may
  /// be missed.
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

  /// {@return whether nothing waits; false for sure once an offer has returned, until it is taken}
  boolean isEmpty() {
    for (RunQueue lane : lanes) {
      if (!lane.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  /// {@return about how many wait in the lane}
  int size(int lane) {
    return lanes[lane].size();
  }

  /// {@return about how many wait}
  int size() {
    int size = 0;
    for (RunQueue lane : lanes) {
      size += lane.size();
    }
    return size;
  }
}
