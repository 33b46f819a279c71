package io.aether.cluster.memory;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// The delayed frames from one node to another. Guarded by the network's lock.
final class Lane {

  private final InMemoryNetwork.Pair pair;
  private final Queue<Delayed> frames = new ArrayDeque<>();
  private long lastDue;

  private record Delayed(byte[] frame, long due) {}

  Lane(InMemoryNetwork.Pair pair) {
    this.pair = pair;
  }

  InMemoryNetwork.Pair pair() {
    return pair;
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /// {@return how long this frame waits: at least as long as the frames before it}
  long add(byte[] frame, long now, long delay) {
    long due = now + delay;
    if (!frames.isEmpty() && due - lastDue < 0) {
      due = lastDue;
    }
    lastDue = due;
    frames.add(new Delayed(frame, due));
    return Math.max(0, due - now);
  }

  /// Removes the next frame that is due.
  ///
  /// @return that frame, or null if there is none
  byte @Nullable [] due(long now) {
    Delayed next = frames.peek();
    if (next == null || next.due() - now > 0) {
      return null;
    }
    frames.remove();
    return next.frame();
  }
}
