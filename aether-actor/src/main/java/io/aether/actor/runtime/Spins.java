package io.aether.actor.runtime;

import java.util.concurrent.locks.LockSupport;

/// Waits for a thread that is between two instructions of a hand-over. The thread continues at
/// once, unless it has lost its processor, perhaps to the waiting thread.
final class Spins {

  private static final int BEFORE_PAUSE = 128;
  private static final long PAUSE_NANOS = 20_000;

  private Spins() {}

  /// {@return whether [#once] would release the processor in this round}
  static boolean isLong(int round) {
    return round % BEFORE_PAUSE == BEFORE_PAUSE - 1;
  }

  static void once(int round) {
    if (isLong(round)) {
      LockSupport.parkNanos(PAUSE_NANOS); // a virtual thread that yields would keep the processor
    } else {
      Thread.onSpinWait();
    }
  }
}
