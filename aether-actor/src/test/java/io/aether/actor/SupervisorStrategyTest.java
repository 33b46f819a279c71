package io.aether.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SupervisorStrategyTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  @Test
  void pausesDoubleUpToTheLongestOne() {
    var strategy = SupervisorStrategy.restart().withBackoff(SECOND, SECOND.multipliedBy(5));

    assertThat(IntStream.rangeClosed(1, 5).mapToObj(n -> strategy.pause(n, random).toSeconds()))
        .containsExactly(1L, 2L, 4L, 5L, 5L);
  }

  @Test
  void pausesWithoutAnEndStayWithoutOne() {
    var strategy = SupervisorStrategy.restart().withBackoff(SECOND, FOR_EVER).withJitter(1);

    assertThat(strategy.pause(1_000, random)).isEqualTo(FOR_EVER);
  }
}
