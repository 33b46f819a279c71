package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.SimulationBody;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/// An orderly course of events writes no log line from INFO up.
class QuietEndsTest {

  private static final int SEEDS = Rounds.of(20, 500);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static void quietly(SimulationBody body) {
    LogExpectation.any()
        .with("from INFO up", event -> event.level().toInt() >= Level.INFO.toInt())
        .with("of actors", event -> event.logger().startsWith("io.aether.actor."))
        .withTimes(0)
        .during(() -> Simulation.explore(0, SEEDS, body));
  }

  @Test
  void actorsThatStop() {
    quietly(sim -> {
      ActorSystem system = sim.system("stop");
      ActorRef<String> itself = system.spawn(Behaviors.receiveMessage(_ -> Behaviors.stopped()));
      ActorRef<String> stopped = system.spawn(Behaviors.ignore());
      itself.tell("stop");
      system.stop(stopped);
      sim.awaitIdle();
    });
  }

  @Test
  void asksThatTimeOutAndTheirLateReplies() {
    quietly(sim -> {
      ActorSystem system = sim.system("late");
      ActorRef<ActorRef<String>> slow =
          system.spawn(
              Behaviors.receiveMessage(replyTo -> {
                sim.sleep(SECOND.multipliedBy(3));
                replyTo.tell("late");
                return Behaviors.same();
              }));
      for (int n = 0; n < 2; n++) {
        assertThatThrownBy(() -> slow.<String>ask(replyTo -> replyTo, SECOND))
            .isInstanceOf(AskException.TimedOut.class);
      }
      sim.sleep(SECOND.multipliedBy(9));

      assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(1);
      assertThat(system.deadLetters().count(Reason.EXPIRED)).isEqualTo(1);
    });
  }

  @Test
  void aSystemThatIsClosed() {
    quietly(sim -> {
      ActorSystem system = sim.system("close");
      ActorRef<Integer> actor = system.spawn(Behaviors.ignore());
      system.coordinatedShutdown().addTask(ShutdownPhase.SERVICE_STOP, "task", () -> {});
      for (int n = 0; n < 20; n++) {
        actor.tell(n); // some are still queued when the system closes
      }
      system.close();
      actor.tell(20);
      sim.awaitIdle();

      assertThat(system.deadLetters().count(Reason.STOPPED)).isPositive();
    });
  }
}
