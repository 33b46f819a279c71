package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.LogExpectation;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.event.Level;

class SupervisionLoggingTest {

  private static Behavior<String> failing(SupervisorStrategy strategy) {
    return Behaviors.supervise(
        strategy,
        Behaviors.receiveMessage(_ -> {
          throw new IOException("on purpose");
        }));
  }

  private static List<SupervisorStrategy> strategies() {
    return List.of(
        SupervisorStrategy.resume(),
        SupervisorStrategy.restart(),
        SupervisorStrategy.restart().withLimit(3, java.time.Duration.ofMinutes(1)),
        SupervisorStrategy.stop());
  }

  private static LogExpectation failure(Level level) {
    return LogExpectation.of(level).withText("failed and").withCause(IOException.class);
  }

  private static void expect(LogExpectation expectation, SupervisorStrategy strategy) {
    try (var kit = ActorTestKit.create()) {
      ActorRef<String> actor = kit.spawn(failing(strategy));
      kit.expectLog(expectation, () -> actor.tell("fail"));
    }
  }

  @ParameterizedTest
  @EnumSource(Level.class)
  void aStrategySaysAtWhichLevelItsFailuresAreLogged(Level level) {
    for (SupervisorStrategy strategy : strategies()) {
      expect(failure(level), strategy.withLogLevel(level));
    }
  }

  @Test
  void aStrategyMayLogNothing() {
    LogExpectation nothing = LogExpectation.any().withText("failed").withTimes(0);
    for (SupervisorStrategy strategy : strategies()) {
      expect(nothing, strategy.withLoggingEnabled(false));
      expect(nothing, strategy.withLogLevel(Level.INFO).withLoggingEnabled(false));
    }
  }

  @Test
  void switchingItOnAgainKeepsTheLevel() {
    expect(
        failure(Level.INFO),
        SupervisorStrategy.resume()
            .withLogLevel(Level.INFO)
            .withLoggingEnabled(false)
            .withLoggingEnabled(true));
  }

  @Test
  void byDefaultAnActorThatGoesOnWarnsAndOneThatStopsIsAnError() {
    expect(failure(Level.WARN), SupervisorStrategy.resume());
    expect(failure(Level.WARN), SupervisorStrategy.restart());
    expect(failure(Level.ERROR), SupervisorStrategy.stop());
  }

  @Test
  void theLevelIsKeptByTheOtherSettingsOfARestart() {
    var quiet = SupervisorStrategy.restart().withLogLevel(Level.DEBUG);
    var second = java.time.Duration.ofSeconds(1);

    assertThat(
            List.of(
                quiet.withLimit(1, second),
                quiet.withBackoff(second, second),
                quiet.withJitter(0.5),
                quiet.withResetAfter(second),
                quiet.withChildrenKept()))
        .allMatch(restart -> restart.equals(restart.withLogLevel(Level.DEBUG)));
  }

  @Test
  void aRestartWhoseLimitIsSpentStopsWithAnError() {
    var once =
        SupervisorStrategy.restart()
            .withLimit(1, java.time.Duration.ofMinutes(1))
            .withLoggingEnabled(false);
    try (var kit = ActorTestKit.create()) {
      ActorRef<String> actor = kit.spawn(failing(once));
      kit.expectLog(
          failure(Level.ERROR),
          () -> {
            actor.tell("fail");
            actor.tell("fail");
          });
    }
  }

  @Test
  @SuppressWarnings("NullAway") // on purpose
  void aLevelIsRequired() {
    for (SupervisorStrategy strategy : strategies()) {
      assertThatThrownBy(() -> strategy.withLogLevel(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("level");
    }
  }
}
