package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.config.HandlingSettings;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.event.Level;

class LoggingContextTest {

  private static final int SEEDS = Rounds.of(50, 1_000);

  private static ActorSystemConfig withMdc(ActorSystemConfig config) {
    return config.withHandling(handling -> handling.withActorInMdc(true));
  }

  private static String mdc() {
    return MDC.get(HandlingSettings.ACTOR)
        + " "
        + MDC.get(HandlingSettings.SYSTEM)
        + " "
        + MDC.get(HandlingSettings.TAGS);
  }

  /// Tells the probe the MDC at its start, at each message and at its end.
  private static Behavior<String> telling(ActorRef<String> probe) {
    return Behaviors.setup(_ -> {
      probe.tell(mdc());
      return Behaviors.receive(
          (_, _) -> {
            probe.tell(mdc());
            return Behaviors.same();
          },
          (_, signal) -> {
            if (signal instanceof Signal.PostStop) {
              probe.tell(mdc());
            }
            return Behaviors.same();
          });
    });
  }

  @Test
  void theMdcSaysWhichActorActs() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("probe"));
          var system = sim.system("bank", LoggingContextTest::withMdc);
          ActorRef<String> tagged =
              system.spawn(telling(probe.ref()), "tagged", Props.defaults().withTags("slow", "io"));
          tagged.tell("message");
          sim.awaitIdle();
          system.stop(tagged);
          for (int n = 0; n < 3; n++) {
            probe.expectMessage("/user/tagged bank io,slow");
          }
          system.spawn(telling(probe.ref()), "plain");
          probe.expectMessage("/user/plain bank null");
        });
  }

  @Test
  void theMdcSaysNothingUnlessItIsToldTo() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("bank");
          TestProbe<String> probe = sim.probe(system);
          system.spawn(telling(probe.ref()), "tagged", Props.defaults().withTags("io"));

          probe.expectMessage("null null null");
        });
  }

  private static Behavior<String> logging() {
    return Behaviors.receive(
        (context, message) -> {
          switch (message) {
            case "name" -> context.setLoggerName("bank.audit");
            case "fail" -> throw new IllegalStateException("on purpose");
            default -> context.log().info("logged {}", message);
          }
          return Behaviors.same();
        },
        (_, _) -> Behaviors.same());
  }

  @Test
  void aLoggerIsNamedAfterTheBehaviorUntilItIsGivenANameThatARestartKeeps() {
    try (var kit = ActorTestKit.create()) {
      ActorRef<String> actor =
          kit.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart(), Behaviors.logMessages(Level.TRACE, logging())));

      kit.expectLog(
          LogExpectation.info("logged a").withLogger(LoggingContextTest.class),
          () -> actor.tell("a"));
      kit.expectLog(
          LogExpectation.info("logged b").withLogger("bank.audit"),
          () -> {
            actor.tell("name");
            actor.tell("b");
          });
      kit.expectLog(
          LogExpectation.info("logged c").withLogger("bank.audit"),
          () -> {
            actor.tell("fail");
            actor.tell("c");
          });
    }
  }

  @Test
  void messagesAndSignalsAreLoggedAtTheLevelThatWasAskedFor() {
    try (var kit = ActorTestKit.create(LoggingContextTest::withMdc)) {
      ActorRef<String> actor =
          kit.spawn(Behaviors.logMessages(Level.INFO, Behaviors.ignore()), "logged");

      kit.expectLog(
          LogExpectation.info("/user/logged gets hello")
              .withMdc(HandlingSettings.ACTOR, "/user/logged"),
          () -> actor.tell("hello"));
      kit.expectLog(
          LogExpectation.info("/user/logged gets signal PostStop"), () -> kit.stop(actor));
    }
    assertThat(MDC.get(HandlingSettings.ACTOR)).isNull();
  }
}
