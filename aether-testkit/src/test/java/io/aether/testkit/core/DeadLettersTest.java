package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private record Quiet() implements DeadLetter.Suppressed {}

  private static ActorRef<Object> picky(ActorSystem system) {
    return system.spawn(Behaviors.empty());
  }

  @Test
  void theLogFallsSilentAndResumesWithTheNumberLeftOut() {
    Simulation.run(
        1,
        sim -> {
          var system =
              sim.system(
                  "throttled",
                  c -> c.withLoggedDeadLetters(2).withDeadLetterSilence(Duration.ofMinutes(1)));
          ActorRef<Object> picky = picky(system);

          LogExpectation.info("dead letter java.lang.String")
              .withTimes(2)
              .during(() -> {
                for (int n = 0; n < 7; n++) {
                  picky.tell("unwanted");
                }
                sim.advance(Duration.ofSeconds(59));
              });
          sim.advance(Duration.ofSeconds(1));
          LogExpectation.info("5 more were not logged")
              .during(() -> {
                picky.tell("unwanted");
                sim.awaitIdle();
              });

          assertThat(system.deadLetters().count()).isEqualTo(8);
          assertThat(system.deadLetters().count(DeadLetter.Reason.UNHANDLED)).isEqualTo(8);
        });
  }

  @Test
  void suppressedOnesAreCountedAndToldButNotLogged() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("suppressed");
          List<DeadLetter> heard = new ArrayList<>();
          system.deadLetters().listen(heard::add);

          LogExpectation.info("dead letter")
              .withTimes(0)
              .during(() -> {
                picky(system).tell(new Quiet());
                sim.awaitIdle();
              });

          assertThat(system.deadLetters().count(DeadLetter.Reason.UNHANDLED)).isEqualTo(1);
          assertThat(heard).extracting(DeadLetter::message).containsExactly(new Quiet());
        });
  }

  @Test
  void aStormOfThemIsLoggedOnceInRealTimeToo() {
    try (ActorTestKit kit = ActorTestKit.create(c -> c.withLoggedDeadLetters(3))) {
      kit.allowDeadLetters(DeadLetter.Reason.UNHANDLED);
      TestProbe<DeadLetter> letters = kit.createDeadLetterProbe();
      ActorRef<Object> picky = kit.spawn(Behaviors.empty());

      LogExpectation.info("dead letter java.lang.Integer")
          .withTimes(3)
          .during(() -> {
            for (int n = 0; n < 1_000; n++) {
              picky.tell(n);
            }
            letters.receiveMessages(1_000);
          });
    }
  }
}
