package io.aether.testkit;

import java.time.Duration;
import java.util.List;

/// Words for a simulation that does not get on: who waits, and where.
final class StuckReport {

  /// Frames of these say nothing about what waits.
  private static final List<String> MACHINERY =
      List.of(
          "java.lang.System$",
          "java.lang.VirtualThread",
          "java.util.concurrent.locks.LockSupport",
          "jdk.internal.",
          "io.aether.actor.spi.Runner",
          "io.aether.testkit.Simulat",
          "io.aether.testkit.Strand");

  private StuckReport() {}

  /// Nothing is ready and no timer is left.
  static String waitingForever(List<Strand> waiting) {
    StringBuilder report =
        new StringBuilder("stuck: nothing is ready, no timer is left, and these wait forever:");
    waiting.forEach(strand -> report.append("\n  ").append(strand.label).append(stack(strand)));
    return report.toString();
  }

  /// Nobody has made a step for `patience`.
  static String blocked(Strand holder, Duration patience) {
    return ("stuck: %s has kept the baton for %s of real time; it computes, or blocks on something"
            + " that the simulation cannot see (a lock, a latch, IO) and should wait through"
            + " Environment.await:%s")
        .formatted(holder.label, patience, stack(holder));
  }

  private static String stack(Strand strand) {
    StringBuilder frames = new StringBuilder();
    for (StackTraceElement frame : strand.thread.getStackTrace()) {
      if (MACHINERY.stream().noneMatch(frame.getClassName()::startsWith)) {
        frames.append("\n    at ").append(frame);
      }
    }
    return frames.toString();
  }
}
