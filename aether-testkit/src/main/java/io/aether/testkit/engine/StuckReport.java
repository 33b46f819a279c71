package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Describes which strands of a failed simulation wait or block, and where in the code.
final class StuckReport {

  private static final int REPORTED = 20;

  /// Classes whose frames do not help to find what waits. The last one is the API in front of this
  /// engine, which the engine does not depend on.
  private static final List<String> MACHINERY =
      List.of(
          "java.lang.System$1",
          "java.lang.Thread",
          "java.lang.VirtualThread",
          LockSupport.class.getName(),
          Environment.class.getName(),
          Runner.class.getName(),
          Run.class.getName(),
          SimulatedEnvironment.class.getName(),
          SimulationLoop.class.getName(),
          Strand.class.getName(),
          StuckReport.class.getName(),
          Task.class.getName(),
          "io.aether.testkit.Simulation");

  /// Packages whose frames do not help where the wait itself is legitimate.
  private static final List<String> LIBRARIES =
      List.of("java.", "jdk.", ActorRef.class.getPackageName() + ".");

  private StuckReport() {}

  /// {@return the strands that wait, and where; empty if there are none}
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

  /// {@return the report that no step was made for `patience`, with the stack of the strand that
  /// holds the baton}
  static String blocked(Strand holder, Duration patience) {
    return ("stuck: %s has kept the baton for %s of real time. It computes, or blocks on something"
            + " that the simulation cannot see (a lock, a latch, IO); wait through"
            + " Environment.await instead:%s")
        .formatted(holder.label, patience, stack(holder));
  }

  private static String stack(Strand strand) {
    return stack(strand, frame -> !MACHINERY.contains(frame.getClassName()));
  }

  /// The frames of the code under test only.
  private static String userStack(Strand strand) {
    return stack(
        strand,
        frame ->
            !MACHINERY.contains(frame.getClassName())
                && LIBRARIES.stream().noneMatch(frame.getClassName()::startsWith));
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
