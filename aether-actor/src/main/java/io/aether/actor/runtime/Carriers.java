package io.aether.actor.runtime;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that carry all virtual threads of the JVM, and how many more of them there are while
/// handlers spin.
///
/// A handler that computes for long keeps its carrier: the JDK's scheduler has no time slices, and
/// such a handler comes to no boundary at which it could be asked to rest. When all carriers are
/// taken like that, the only lever is one more of them, between which the operating system does
/// switch.
///
/// That number is the whole JVM's. So one thread of the process changes it, the monitor's; it
/// changes it by one up and down, whatever it is and whoever else has set it; and it gives back
/// what it has taken. `-Daether.extraCarriers=N` allows N more at most, 0 none at all.
///
/// All of it belongs to the monitor's thread, except that any thread may ask for numbers.
final class Carriers {

  static final String MAX_EXTRA = "aether.extraCarriers";

  private static final Logger LOG = LoggerFactory.getLogger(Carriers.class);

  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final int maxExtra = Integer.getInteger(MAX_EXTRA, 64);
  private int extra;

  /// {@return how many there are, or are started when there is work for them}
  int count() {
    return scheduler.getParallelism();
  }

  /// {@return whether any virtual thread waits for one}
  boolean areWaitedFor() {
    return scheduler.getQueuedVirtualThreadCount() > 0;
  }

  boolean hasExtra() {
    return extra > 0;
  }

  /// Adds one, if that is allowed.
  void add() {
    if (extra < maxExtra && set(count() + 1)) {
      if (extra++ == 0) {
        LOG.info("Handlers that do not end keep all carrier threads; there are {} now", count());
      }
      ring();
    }
  }

  /// Makes the JDK's scheduler start a carrier that it may start: setting their number does not,
  /// and neither does a virtual thread that queues up behind another one. So this one is started by
  /// a thread of its own, for which the scheduler chooses another queue, most likely an empty one.
  void ring() {
    if (extra > 0) {
      Thread.ofPlatform()
          .daemon()
          .name("aether-bell")
          .start(() -> Thread.ofVirtual().inheritInheritableThreadLocals(false).start(() -> {}));
    }
  }

  /// Takes away what was added.
  void giveBack() {
    if (extra > 0 && set(Math.max(1, count() - extra))) {
      extra = 0;
      LOG.info("No handler keeps a carrier thread any more; there are {} now", count());
    }
  }

  private boolean set(int count) {
    try {
      scheduler.setParallelism(count);
      return true;
    } catch (RuntimeException e) { // too many, or the scheduler was told never to change it
      LOG.debug("There cannot be {} carrier threads", count, e);
      return false;
    }
  }
}
