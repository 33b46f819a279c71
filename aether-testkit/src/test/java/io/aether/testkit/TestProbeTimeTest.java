package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestProbeTimeTest {

  private static final Duration SHORT = Duration.ofMillis(50);

  private static void simulate(SimulationBody body) {
    Simulation.explore(0, 10, body);
  }

  @ParameterizedTest
  @EnumSource
  void anExpectationWaitsNoLongerThanItsBlockHasLeft(World world) throws Exception {
    world.run(system -> {
      TestProbe<String> probe = TestProbe.create(system);
      assertThatThrownBy(() -> probe.within(() -> probe.expectMessage("never"), SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageMatching("(?s).*expected never, but nothing came within PT0(\\.0\\d*)?S.*");
    });
  }

  @Test
  void aLongerPatienceIsCutToTheBlockAroundIt() {
    simulate(sim -> {
      TestProbe<String> probe = sim.probe(sim.system("test"));
      assertThatThrownBy(
              () -> probe.within(() -> probe.expectMessage("never", Duration.ofHours(1)), SHORT))
          .hasMessageContaining("nothing came within PT0.05S");
      assertThat(sim.now()).isEqualTo(SHORT);
    });
  }

  @Test
  void anInnerBlockHasNoMoreThanTheOuterOneHasLeft() {
    simulate(sim -> {
      TestProbe<String> probe = sim.probe(sim.system("test"));
      probe.within(
          () -> {
            sim.sleep(Duration.ofMillis(20));
            probe.within(
                () -> assertThat(probe.remaining()).isEqualTo(Duration.ofMillis(30)),
                Duration.ofSeconds(9));
            assertThat(probe.remaining()).isEqualTo(Duration.ofMillis(30));
          },
          SHORT);
    });
  }

  @Test
  void aBlockThatTakesTooLongFails() {
    simulate(sim -> {
      TestProbe<String> probe = sim.probe(sim.system("test"));
      assertThatThrownBy(() -> probe.within(() -> sim.sleep(Duration.ofMillis(51)), SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "expected a block that takes no longer than PT0.05S, but it took PT0.051S");
    });
  }

  @Test
  void aBlockThatIsOverTooSoonFails() {
    simulate(sim -> {
      TestProbe<String> probe = sim.probe(sim.system("test"));
      assertThatThrownBy(() ->
              probe.within(() -> sim.sleep(Duration.ofMillis(49)), SHORT, Duration.ofSeconds(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "expected a block that takes at least PT0.05S, but it was over after PT0.049S");
    });
  }

  @Test
  void aBlockReturnsWhatItComesTo() {
    simulate(sim -> {
      TestProbe<String> probe = sim.probe(sim.system("test"));
      probe.ref().tell("hello");
      String message = probe.withinSupply(() -> probe.receiveMessage(), Duration.ZERO, SHORT);
      assertThat(message).isEqualTo("hello");
    });
  }

  @Test
  void remainingTimeIsThatOfABlockOnly() {
    simulate(sim -> {
      TestProbe<String> probe = sim.probe(sim.system("test"));
      assertThatThrownBy(probe::remaining)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("outside use remainingOr(duration)");
      assertThat(probe.remainingOr(SHORT)).isEqualTo(SHORT);
    });
  }

  @Test
  void anAssertionIsRepeatedAtItsInterval() {
    simulate(sim -> {
      TestProbe<String> probe = sim.probe(sim.system("test"));
      probe.awaitAssert(
          () -> assertThat(sim.now()).isEqualTo(Duration.ofMillis(80)),
          Duration.ofSeconds(1),
          Duration.ofMillis(40));
      Duration seen = probe.awaitValue(sim::now);
      assertThat(seen).isEqualTo(Duration.ofMillis(80));
    });
  }

  @Test
  void patienceIsThatOfTheKit() {
    simulate(sim -> {
      Patience patience = Patience.standard().withMessage(SHORT);
      try (var kit =
          ActorTestKit.create("test", patience, it -> it.withEnvironment(sim.environment()))) {
        assertThatThrownBy(() -> kit.createTestProbe().receiveMessage())
            .hasMessageContaining("nothing came within PT0.05S");
      }
    });
  }

  @Test
  void theTimeFactorStretchesTheStandard() {
    assertThat(Patience.stretched(Duration.ofMillis(100), Patience.timeFactor("2.5")))
        .isEqualTo(Duration.ofMillis(250));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "fast", "NaN", "1001"})
  void aTimeFactorThatIsNoneIsRefused(String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Patience.timeFactor(words))
        .withMessage(
            "-Daether.test.timefactor must be a number above 0 and up to 1000, but was: " + words);
  }

  @Test
  void patienceIsPositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Patience.standard().withSilence(Duration.ZERO))
        .withMessage("Patience.silence must be positive, but was: PT0S");
  }
}
