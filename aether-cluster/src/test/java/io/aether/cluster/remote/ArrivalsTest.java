package io.aether.cluster.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private final Arrivals arrivals = new Arrivals();

  @Test
  void framesInSequenceMissNothing() {
    assertThat(arrivals.missingBefore(1, 1)).isZero();
    assertThat(arrivals.missingBefore(1, 2)).isZero();
  }

  @Test
  void aRepeatedFrameIsRecognized() {
    arrivals.missingBefore(1, 1);
    arrivals.missingBefore(1, 2);

    assertThat(arrivals.missingBefore(1, 2)).isNegative();
    assertThat(arrivals.missingBefore(1, 1)).isNegative();
  }

  @Test
  void missingFramesAreCountedAlsoBeforeTheFirst() {
    assertThat(arrivals.missingBefore(1, 3)).isEqualTo(2);
    assertThat(arrivals.missingBefore(1, 5)).isEqualTo(1);
  }

  @Test
  void aLinkThatStartsOverCountsFromOneAndOutdatesThePreviousOne() {
    arrivals.missingBefore(1, 9);

    assertThat(arrivals.missingBefore(2, 1)).isZero();
    assertThat(arrivals.missingBefore(1, 10)).isNegative();
  }
}
