package io.aether.actor.runtime;

import java.lang.management.ManagementFactory;
import java.util.List;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The carrier threads, which carry all virtual threads of the JVM. This class adds carriers while
/// handlers occupy some of them for long.
///
/// A handler that computes for long keeps its carrier: the JDK's scheduler has no time slices, and
/// such a handler reaches no boundary at which it could be asked to rest. A handler that blocks in
/// a class initializer or below a native frame keeps its carrier as well. When all carriers are
/// kept like this, the only remedy is an additional carrier, because the operating system does
/// switch between carriers.
///
/// The number of carriers belongs to the whole JVM. So only one thread of the process changes it,
/// the monitor's thread. It adds to and subtracts from the current number, regardless of who else
/// has set it, and it takes back as many as it has added. The limit is [Tuning#extraCarriers()].
///
/// All of it is confined to the monitor's thread, except that any thread may read the numbers.
final class Carriers {

  private static final Logger LOG = LoggerFactory.getLogger(Carriers.class);

  /// The log gets at most one line about added carriers in this time.
  private static final long LOG_SILENCE_NANOS = 60_000_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private final VirtualThreadSchedulerMXBean scheduler =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
  private final int maxExtra;
  private int extra;
  private boolean extraIsLogged;
  private long lastLogged = NEVER;
  private long lastWarned = NEVER;

  /// @param maxExtra the maximum number of carriers to add
  Carriers(int maxExtra) {
    this.maxExtra = maxExtra;
  }

  /// {@return the number of carriers that exist or are started when there is work for them}
  int count() {
    return scheduler.getParallelism();
  }

  /// {@return whether any virtual thread waits for a carrier}
  boolean areWaitedFor() {
    return scheduler.getQueuedVirtualThreadCount() > 0;
  }

  boolean hasExtra() {
    return extra > 0;
  }

  /// {@return the number of added carriers}
  int extra() {
    return extra;
  }

  /// Adds carriers, up to the limit.
  ///
  /// @param keepers names of some threads that keep carriers, for the log
  void add(int wanted, List<String> keepers) {
    int before = count();
    int added = Math.min(wanted, maxExtra - extra);
    if (added > 0 && !set(before + added)) {
      added = set(before + 1) ? 1 : 0;
    }
    extra += added;
    if (added > 0) {
      LOG.debug("Handlers or tasks keep carrier threads: {}; there are {} now", keepers, count());
      ring();
    } else if (maxExtra > 0) {
      logLimit(keepers);
    }
  }

  /// Logs that added carriers are needed for long: once for the same carriers, and at most once a
  /// minute.
  void logExtra(List<String> keepers) {
    if (!extraIsLogged && isTimeToLog(lastLogged)) {
      extraIsLogged = true;
      lastLogged = System.nanoTime();
      LOG.info(
          "Handlers or tasks keep carrier threads for long, for example {}; {} were added, there"
              + " are {} now. DispatcherSelector.pool gives such actors threads of their own",
          keepers,
          extra,
          count());
    }
  }

  private void logLimit(List<String> keepers) {
    if (isTimeToLog(lastWarned)) {
      lastWarned = System.nanoTime();
      LOG.warn(
          "Handlers or tasks keep all {} carrier threads, for example {}, and {} were added"
              + " already; all other virtual threads wait. Use DispatcherSelector.pool for such"
              + " actors; -D{}=N and -Djdk.virtualThreadScheduler.maxPoolSize limit the carriers",
          count(),
          keepers,
          extra,
          Tuning.EXTRA_CARRIERS);
    }
  }

  private static boolean isTimeToLog(long last) {
    return last == NEVER || System.nanoTime() - last >= LOG_SILENCE_NANOS;
  }

  /// Makes the JDK's scheduler start a carrier that it may start. Setting the number of carriers
  /// does not start one, and neither does a virtual thread that queues behind another one. So a
  /// separate platform thread starts a virtual thread here; the scheduler chooses another queue for
  /// it, most likely an empty one.
  void ring() {
    if (extra > 0) {
      LibraryThreads.daemon("aether-bell", () -> LibraryThreads.virtual("", () -> {}).start())
          .start();
    }
  }

  /// Takes back the carriers that were added.
  void giveBack() {
    if (extra > 0 && set(Math.max(1, count() - extra))) {
      extra = 0;
      extraIsLogged = false;
      LOG.debug("No handler keeps a carrier thread any longer; there are {} now", count());
    }
  }

  private boolean set(int count) {
    try {
      scheduler.setParallelism(count);
      return true;
    } catch (RuntimeException e) { // too many, or the scheduler's number is fixed
      LOG.debug("The number of carrier threads cannot be set to {}", count, e);
      return false;
    }
  }
}
