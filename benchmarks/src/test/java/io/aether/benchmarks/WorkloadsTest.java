package io.aether.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.aether.benchmarks.contender.Contender;
import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Size;
import io.aether.benchmarks.workload.Workload;
import io.aether.benchmarks.workload.Workloads;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The workloads check their own results; here each one runs once on each contender, for a time
/// much too short to measure anything.
class WorkloadsTest {

  @TestFactory
  Stream<DynamicTest> everyContenderDoesEveryWorkload() {
    return Arrays.stream(Contenders.values())
        .map(contender -> dynamicTest(contender.id(), () -> doesEveryWorkload(contender)));
  }

  private static void doesEveryWorkload(Contenders contender) throws Exception {
    try (Contender<?, ?> host = contender.start()) {
      for (Workload workload : Workloads.all()) {
        double[] costs = workload.body().run(host, Size.TINY);

        assertThat(costs).as(workload.name()).hasSameSizeAs(workload.metrics());
        assertThat(costs).as(workload.name()).doesNotContain(Double.NaN);
      }
    }
  }
}
