package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StrategyTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");

  @Test
  void pausesDoubleUpToTheLongestOne() {
    var strategy =
        (Strategy.Restart) SupervisorStrategy.restart().withBackoff(SECOND, SECOND.multipliedBy(5));

    assertThat(IntStream.rangeClosed(1, 5).mapToObj(n -> strategy.pause(n, random).toSeconds()))
        .containsExactly(1L, 2L, 4L, 5L, 5L);
  }

  @Test
  void pausesWithoutAnEndStayWithoutOne() {
    var strategy =
        (Strategy.Restart) SupervisorStrategy.restart().withBackoff(SECOND, FOR_EVER).withJitter(1);

    assertThat(strategy.pause(1_000, random)).isEqualTo(FOR_EVER);
  }

  @Test
  void pausesStartAgainAfterHalfOfTheShortestAndTheLongest() {
    var strategy = (Strategy.Restart) SupervisorStrategy.restart().withBackoff(SECOND, FOR_EVER);

    assertThat(strategy.resetAfter()).isEqualTo(SECOND.dividedBy(2).plus(FOR_EVER.dividedBy(2)));
  }

  @Test
  void strategiesWithTheSameSettingsAreEqual() {
    assertThat(SupervisorStrategy.restart().withLimit(3, SECOND))
        .isEqualTo(SupervisorStrategy.restart().withLimit(3, SECOND))
        .isNotEqualTo(SupervisorStrategy.restart().withLimit(4, SECOND));
    assertThat(SupervisorStrategy.stop()).isEqualTo(SupervisorStrategy.stop());
    assertThat(SupervisorStrategy.resume()).isNotEqualTo(SupervisorStrategy.undecided());
  }
}
