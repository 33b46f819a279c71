package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.DispatcherSelector;
import org.junit.jupiter.api.Test;

class ThreadsTest {

  @Test
  void selectorsPrintAsTheCallsThatMakeThem() {
    assertThat(DispatcherSelector.workers()).hasToString("workers()");
    assertThat(DispatcherSelector.pool("reports", 4).withThroughput(7).withThroughput(5))
        .hasToString("pool(reports, 4).withThroughput(5)");
  }

  @Test
  void selectorsOfTheSameThreadsAreEqual() {
    assertThat(DispatcherSelector.pool("reports", 4))
        .isEqualTo(DispatcherSelector.pool("reports", 4))
        .isNotEqualTo(DispatcherSelector.pool("reports", 5));
    assertThat(DispatcherSelector.callers()).isEqualTo(DispatcherSelector.callers());
    assertThat(DispatcherSelector.pinned()).isNotEqualTo(DispatcherSelector.pinnedVirtual());
  }
}
