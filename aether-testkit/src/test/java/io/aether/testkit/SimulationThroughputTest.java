package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Reports the speed of simulations; asserts only that they did the measured work.
class SimulationThroughputTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private record Ball(int bounces, ActorRef<Ball> other, ActorRef<String> done) {}

  private record Question(ActorRef<Integer> replyTo) {}

  private static Behavior<Ball> player() {
    return (context, ball) -> {
      if (ball.bounces() == 0) {
        ball.done().tell("done");
      } else {
        ball.other().tell(new Ball(ball.bounces() - 1, context.self(), ball.done()));
      }
      return Behaviors.same();
    };
  }

  private static void ask(Simulation sim, int times) throws InterruptedException {
    ActorRef<Question> oracle =
        sim.system("test")
            .spawn(
                Behaviors.receiveMessage(question -> {
                  question.replyTo().tell(42);
                  return Behaviors.same();
                }));
    for (int i = 0; i < times; i++) {
      assertThat(oracle.<Integer>ask(Question::new, HOUR)).isEqualTo(42);
    }
  }

  @Test
  void stepsPerSecond(TestReporter reporter) {
    for (int round = 0; round < 3; round++) {
      long started = System.nanoTime();
      Simulation.Result result =
          Simulation.run(
              round,
              sim -> {
                var system = sim.system("test");
                ActorRef<Ball> one = system.spawn(player(), "one");
                ActorRef<Ball> two = system.spawn(player(), "two");
                one.<String>ask(done -> new Ball(300_000, two, done), HOUR);
              });

      report(reporter, "steps a second, ping-pong", result.steps(), started);
      assertThat(result.steps()).isGreaterThan(300_000);
    }
  }

  @Test
  void handOversPerSecond(TestReporter reporter) {
    for (int round = 0; round < 3; round++) {
      long started = System.nanoTime();
      Simulation.Result result = Simulation.run(round, sim -> ask(sim, 50_000));

      report(reporter, "hand-overs a second, blocking ask", 2 * 50_000, started);
      assertThat(result.steps()).isGreaterThan(2 * 50_000);
    }
  }

  @Test
  void simulationsPerSecond(TestReporter reporter) {
    long started = System.nanoTime();
    Simulation.Exploration exploration = Simulation.explore(0, 5_000, sim -> ask(sim, 10));

    report(reporter, "simulations of 28 steps a second", exploration.seeds(), started);
    assertThat(exploration.seeds()).isEqualTo(5_000);
  }

  private static void report(TestReporter reporter, String what, long count, long started) {
    double seconds = (System.nanoTime() - started) / 1e9;
    reporter.publishEntry(what, String.format(Locale.ROOT, "%,.0f", count / seconds));
  }
}
