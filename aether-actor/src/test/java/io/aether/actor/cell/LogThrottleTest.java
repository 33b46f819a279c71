package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogThrottleTest {

  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE); // monotonic clocks overflow
  private final LogThrottle throttle = new LogThrottle(2, SILENCE, nanos::get);

  @Test
  void afterABurstNothingIsLoggedUntilTheSilenceIsOver() {
    assertThat(throttle.next()).isEmpty();
    assertThat(throttle.next()).contains("only counted for PT10S");
    nanos.addAndGet(SILENCE.toNanos() - 1);
    assertThat(throttle.next()).isNull();

    nanos.incrementAndGet();

    assertThat(throttle.next()).contains("1 more were not logged");
  }

  @Test
  void eachSilenceIsCountedAnew() {
    for (int round = 0; round < 3; round++) {
      assertThat(throttle.next()).isNotNull();
      assertThat(throttle.next()).isNotNull();
      for (int n = 0; n < 5; n++) {
        assertThat(throttle.next()).isNull();
      }
      nanos.addAndGet(SILENCE.toNanos());
    }

    assertThat(throttle.next()).contains("5 more were not logged");
  }

  @Test
  void theSilenceBeginsWithTheLastLineAndNotWithTheFirst() {
    assertThat(throttle.next()).isEmpty();
    nanos.addAndGet(SILENCE.toNanos() * 2);
    assertThat(throttle.next()).isNotNull();

    assertThat(throttle.next()).isNull();
  }

  @Test
  void aSilenceMayBeUnbounded() {
    LogThrottle once = new LogThrottle(1, Duration.ofSeconds(Long.MAX_VALUE), nanos::get);
    assertThat(once.next()).isNotNull();

    nanos.addAndGet(SILENCE.toNanos());

    assertThat(once.next()).isNull();
  }

  @Test
  void aBurstOfNoneLogsNothingEver() {
    LogThrottle none = new LogThrottle(0, Duration.ZERO, nanos::get);

    nanos.incrementAndGet();

    assertThat(none.next()).isNull();
  }
}
