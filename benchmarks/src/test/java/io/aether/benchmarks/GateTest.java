package io.aether.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.benchmarks.workload.Workloads;
import org.junit.jupiter.api.Test;

class GateTest {

  @Test
  void everyGateIsOfAWorkload() {
    assertThat(Gate.ALL)
        .allMatch(gate -> Workloads.all().stream().anyMatch(w -> w.name().equals(gate.workload())));
  }

  @Test
  void aGateHoldsUpToItsLimit() {
    var gate = new Gate("idle", 96);

    assertThat(gate.holds(Figure.of(96.4, 120))).isTrue();
    assertThat(gate.holds(Figure.of(97, 120))).isFalse();
  }
}
