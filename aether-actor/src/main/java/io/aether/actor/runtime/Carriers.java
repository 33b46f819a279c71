package io.aether.actor.runtime;

import java.lang.management.ManagementFactory;
import java.util.List;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The threads that carry all virtual threads of the JVM, and how many more of them there are while
/// handlers keep some.
///
/// A handler that computes for long keeps its carrier: the JDK's scheduler has no time slices, and
/// such a handler comes to no boundary at which it could be asked to rest. A handler that blocks in
/// a class initializer or below a native frame keeps it as well. When all carriers are taken like
/// that, the only remedy is one more of them, between which the operating system does switch.
///
/// That number is the whole JVM's. So one thread of the process changes it, the monitor's; it
/// changes it by what it adds and takes back, whatever it is and whoever else has set it; and it
/// gives back what it has taken. The limit is [Tuning#extraCarriers()].
///
/// All of it belongs to the monitor's thread, except that any thread may ask for numbers.
final class Carriers {

  private static final Logger LOG = LoggerFactory.getLogger(Carriers.class);

  /// One line of the log about added carriers in so long, however often some are.
  private static final long LOG_SILENCE_NANOS = 60_000_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final int maxExtra;
  private int extra;
  private boolean extraIsLogged;
  private long lastLogged = NEVER;
  private long lastWarned = NEVER;

  /// @param maxExtra how many it may add
  Carriers(int maxExtra) {
    this.maxExtra = maxExtra;
  }

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

  /// {@return how many have been added}
  int extra() {
    return extra;
  }

  /// Adds some, as far as that is allowed.
  ///
  /// @param keepers some of those because of whom, for the log
  void add(int wanted, List<String> keepers) {
    int before = count();
    int added = Math.min(wanted, maxExtra - extra);
    if (added > 0 && !set(before + added)) {
      added = set(before + 1) ? 1 : 0;
    }
    extra += added;
    if (added > 0) {
      LOG.debug("Carrier threads are kept by {}; there are {} now", keepers, count());
      ring();
    } else if (maxExtra > 0) {
      logLimit(keepers);
    }
  }

  /// Tells the log that added carriers are needed for long; once for the same ones, and not more
  /// often than once a minute.
  void logExtra(List<String> keepers) {
    if (!extraIsLogged && isTimeToLog(lastLogged)) {
      extraIsLogged = true;
      lastLogged = System.nanoTime();
      LOG.info(
          "Handlers or tasks keep carrier threads for long, for example {}; {} were added, there are"
              + " {} now. DispatcherSelector.pool gives such actors threads of their own",
          keepers,
          extra,
          count());
    }
  }

  private void logLimit(List<String> keepers) {
    if (isTimeToLog(lastWarned)) {
      lastWarned = System.nanoTime();
      LOG.warn(
          "Handlers or tasks keep all {} carrier threads, for example {}, and {} were added already;"
              + " all other virtual threads wait. -D{}=N and -Djdk.virtualThreadScheduler.maxPoolSize"
              + " limit their number; use DispatcherSelector.pool for such actors",
          count(),
          keepers,
          extra,
          Tuning.EXTRA_CARRIERS);
    }
  }

  private static boolean isTimeToLog(long last) {
    return last == NEVER || System.nanoTime() - last >= LOG_SILENCE_NANOS;
  }

  /// Makes the JDK's scheduler start a carrier that it may start: setting their number does not,
  /// and neither does a virtual thread that queues up behind another one. So this one is started by
  /// a thread of its own, for which the scheduler chooses another queue, most likely an empty one.
  void ring() {
    if (extra > 0) {
      LibraryThreads.daemon("aether-bell", () -> LibraryThreads.virtual("", () -> {}).start())
          .start();
    }
  }

  /// Takes away what was added.
  void giveBack() {
    if (extra > 0 && set(Math.max(1, count() - extra))) {
      extra = 0;
      extraIsLogged = false;
      LOG.debug("No handler keeps a carrier thread any more; there are {} now", count());
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
