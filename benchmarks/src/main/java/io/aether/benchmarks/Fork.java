package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contender;
import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Size;
import io.aether.benchmarks.workload.Workload;
import io.aether.benchmarks.workload.Workloads;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/// The JVM in which one contender runs one workload repeatedly. Prints a line for each iteration
/// that counts.
final class Fork {

  /// The first word of each line; the costs follow, separated by spaces.
  static final String SAMPLE = "sample";

  private Fork() {}

  public static void main(String[] arguments) throws Exception {
    Contenders contender = Contenders.named(arguments[0]).orElseThrow();
    Workload workload =
        Workloads.all().stream()
            .filter(each -> each.name().equals(arguments[1]))
            .findFirst()
            .orElseThrow();
    var pace =
        new Pace(
            Size.valueOf(arguments[2]),
            Integer.parseInt(arguments[3]),
            Integer.parseInt(arguments[4]));
    try (Contender<?, ?> host = contender.start()) {
      long warmAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(pace.warmUpSeconds());
      for (int i = 0; i < Pace.WARM_UP_ITERATIONS || System.nanoTime() < warmAt; i++) {
        workload.body().run(host, pace.size());
      }
      long doneAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(pace.measuredSeconds());
      do {
        var line = new StringJoiner(" ").add(SAMPLE);
        Arrays.stream(workload.body().run(host, pace.size()))
            .forEach(cost -> line.add(Double.toString(cost)));
        System.out.println(line);
      } while (System.nanoTime() < doneAt);
    }
    System.exit(0); // even if threads of the contender are still running
  }
}
