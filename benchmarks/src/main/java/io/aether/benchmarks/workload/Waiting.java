package io.aether.benchmarks.workload;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Waits with a time limit.
final class Waiting {

  private static final long LIMIT_MINUTES = 5;

  private Waiting() {}

  /// @throws IllegalStateException if it takes so long that a message must have been lost
  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      throw new IllegalStateException(
          "Expected the work to be done within %d minutes, but %d parts are missing"
              .formatted(LIMIT_MINUTES, latch.getCount()));
    }
  }
}
