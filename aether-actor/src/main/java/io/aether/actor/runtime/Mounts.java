package io.aether.actor.runtime;

import org.jspecify.annotations.Nullable;

/// Determines which carrier thread a virtual thread occupies.
///
/// [Thread#getState] does not show it: a waiting thread is WAITING whether it has left its carrier
/// or, pinned by a class initializer or a native frame, keeps it; and a thread that waits for a
/// carrier is RUNNABLE like a thread that has one. The text of a virtual thread shows it: it ends
/// with the carrier's name, `VirtualThread[#22,name]/waiting@ForkJoinPool-1-worker-1`, while the
/// thread has a carrier. The JDK does not guarantee that format, so [#learn] checks it once. If the
/// check fails, a thread counts as mounted while it is RUNNABLE.
///
/// A call costs less than a microsecond, so it is made only while virtual threads wait for a
/// carrier.
final class Mounts {

  static final String UNKNOWN_CARRIER = "a carrier";

  /// Whether the text of a thread contains its carrier. Written by [#learn], read by the monitor.
  private static volatile boolean known = true;

  private Mounts() {}

  /// Called by a virtual thread, which is mounted while it runs.
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
