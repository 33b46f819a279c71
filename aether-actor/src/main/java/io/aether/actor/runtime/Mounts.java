package io.aether.actor.runtime;

import org.jspecify.annotations.Nullable;

/// Tells which carrier thread a virtual thread occupies.
///
/// [Thread#getState] does not: a thread that waits is WAITING whether it has left its carrier or,
/// pinned by a class initializer or a native frame, keeps it; and one that waits for a carrier is
/// RUNNABLE like one that has it. The text of a virtual thread does: it ends with the carrier's
/// name, `VirtualThread[#22,name]/waiting@ForkJoinPool-1-worker-1`, as long as there is one. The
/// JDK does not promise that format, so [#learn] checks it once, and without it a thread counts as
/// mounted while it is RUNNABLE.
///
/// Costs less than a microsecond, so it is called only while virtual threads wait for a carrier.
final class Mounts {

  static final String UNKNOWN_CARRIER = "a carrier";

  /// Whether the text of a thread tells its carrier. Written by [#learn], read by the monitor.
  private static volatile boolean known = true;

  private Mounts() {}

  /// Called by a virtual thread, which is mounted as long as it runs.
  static void learn() {
    known = inText(Thread.currentThread()) != null;
  }

  /// {@return the name of the carrier that `thread` occupies, or null if it occupies none}
  static @Nullable String carrierOf(Thread thread) {
    if (known) {
      return inText(thread);
    }
    return thread.getState() == Thread.State.RUNNABLE ? UNKNOWN_CARRIER : null;
  }

  private static @Nullable String inText(Thread thread) {
    String text = thread.toString();
    int at = text.indexOf('@', text.lastIndexOf("]/") + 1); // a thread's name may contain either
    return at < 0 ? null : text.substring(at + 1);
  }
}
