package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import jdk.management.VirtualThreadSchedulerMXBean;

/// The JVM's pool of carrier threads, as the programs of these tests see it.
final class CarrierPool {

  private static final VirtualThreadSchedulerMXBean POOL =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

  private CarrierPool() {}

  static int size() {
    return POOL.getParallelism();
  }

  /// {@return the size once it is `expected`, or after `limit`} Looks every 10 ms, because the JVM
  /// does not announce changes.
  static int sizeOnceItIs(int expected, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (size() != expected && System.nanoTime() < deadline) {
      MILLISECONDS.sleep(10);
    }
    return size();
  }
}
