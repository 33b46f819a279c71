package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RevisionWatchTest {

  private final RevisionWatch watch = new RevisionWatch(Duration.ofNanos(20), 0);

  @Test
  void stillnessCountsFromTheFirstSight() {
    round(10, 7);
    round(25, 7);
    round(40, 7);

    assertThat(isStill(30, 39)).isFalse();
    assertThat(isStill(30, 40)).isTrue();
  }

  @Test
  void newRevisionStartsAnew() {
    round(10, 7);
    round(25, 8);

    assertThat(isStill(30, 40)).isFalse();
    assertThat(isStill(30, 55)).isTrue();
  }

  @Test
  void afterAGapNobodyIsJudgedByTheTimeBefore() {
    round(10, 7);
    round(31, 7);

    assertThat(isStill(30, 60)).isFalse();
    assertThat(isStill(30, 61)).isTrue();
  }

  @Test
  void olderOrVanishedRevisionIsNoticed() {
    round(10, 7);

    assertThat(watch.outdated(Map.of("key", 7L))).isEmpty();
    assertThat(watch.outdated(Map.of("key", 6L))).contains("key");
    assertThat(watch.outdated(Map.of())).contains("key");
  }

  private void round(long now, long revision) {
    watch.round(Map.of("key", revision), now);
  }

  private boolean isStill(long nanos, long now) {
    return watch.isStill("key", Duration.ofNanos(nanos), now);
  }
}
