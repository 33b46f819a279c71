package io.aether.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LiveHeapTest {

  @Test
  void countsAllObjectsButTheCollectorsFillers() {
    String histogram =
        """
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:             2            128  io.aether.actor.cell.ActorCell
           2:             7           1000  [Ljdk.internal.vm.FillerElement; (java.base@25.0.3)
           3:             1             24  java.lang.String (java.base@25.0.3)
        Total            10           1152
        """;

    assertThat(LiveHeap.bytes(histogram)).isEqualTo(152);
  }

  @Test
  void seesWhatIsKept() {
    long before = LiveHeap.bytes();
    byte[] kept = new byte[10_000_000];

    assertThat(LiveHeap.bytes() - before).isBetween(9_000_000L, 11_000_000L);
    assertThat(kept).hasSize(10_000_000);
  }
}
