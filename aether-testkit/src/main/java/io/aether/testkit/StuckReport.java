package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Words for a simulation that failed: who waits, or blocks, and where.
final class StuckReport {

  private static final int REPORTED = 20;

  /// Classes whose frames say nothing about what waits.
  private static final List<String> MACHINERY =
      List.of(
          "java.lang.System$1",
          "java.lang.Thread",
          "java.lang.VirtualThread",
          LockSupport.class.getName(),
          Runner.class.getName(),
          Simulation.class.getName(),
          SimulatedEnvironment.class.getName(),
          SimulationLoop.class.getName(),
          Strand.class.getName(),
          StuckReport.class.getName(),
          Task.class.getName());

  /// Packages whose frames say nothing about what waits for good reason.
  private static final List<String> MACHINE_ROOMS =
      List.of("java.", "jdk.", ActorRef.class.getPackageName() + ".");

  private StuckReport() {}

  /// {@return who waits, and where; nothing if nobody does}
  static String waiting(List<Strand> waiting) {
    StringBuilder report = new StringBuilder();
    for (Strand strand : waiting.subList(0, Math.min(waiting.size(), REPORTED))) {
      report.append("\n  ").append(strand.label).append(userStack(strand));
    }
    if (waiting.size() > REPORTED) {
      report.append("\n  and ").append(waiting.size() - REPORTED).append(" more");
    }
    return report.isEmpty() ? "" : "These were waiting:" + report + "\n";
  }

  /// Nobody has made a step for `patience`.
  static String blocked(Strand holder, Duration patience) {
    return ("stuck: %s has kept the baton for %s of real time; it computes, or blocks on something"
            + " that the simulation cannot see (a lock, a latch, IO) and should wait through"
            + " Environment.await:%s")
        .formatted(holder.label, patience, stack(holder));
  }

  private static String stack(Strand strand) {
    return stack(strand, frame -> !MACHINERY.contains(frame.getClassName()));
  }

  /// Without what lies below the code that waits, and around it.
  private static String userStack(Strand strand) {
    return stack(
        strand,
        frame ->
            !MACHINERY.contains(frame.getClassName())
                && MACHINE_ROOMS.stream().noneMatch(frame.getClassName()::startsWith));
  }

  private static String stack(Strand strand, Predicate<StackTraceElement> wanted) {
    StringBuilder frames = new StringBuilder();
    for (StackTraceElement frame : strand.thread.getStackTrace()) {
      if (wanted.test(frame)) {
        frames.append("\n    at ").append(frame);
      }
    }
    return frames.toString();
  }
}
