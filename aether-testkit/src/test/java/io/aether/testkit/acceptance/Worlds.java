package io.aether.testkit.acceptance;

import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// The environments of the acceptance tests: each scenario runs under many seeds in the simulation,
/// and on real threads, once observed by a kit and once unobserved. The actors of an unobserved
/// system, as in production, are of a class of their own.
final class Worlds {

  static final int SEEDS = Rounds.of(30, 1_000);

  private Worlds() {}

  /// A test that does not depend on its environment.
  @FunctionalInterface
  interface Scenario {
    void play(ActorSystem system, TestProbe<Object> probe) throws Exception;
  }

  static void everywhere(Scenario scenario) throws Exception {
    simulated(scenario);
    really(scenario);
  }

  /// Runs only in the simulation, for tests that real time would make slow or unreliable.
  static void simulated(Scenario scenario) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("acceptance");
          scenario.play(system, sim.probe(system));
        });
  }

  static void really(Scenario scenario) throws Exception {
    try (var kit = ActorTestKit.create("acceptance")) {
      kit.allowDeadLetters();
      scenario.play(kit.system(), kit.createTestProbe());
    }
    try (var system = ActorSystem.create("production", it -> it.withLoggedDeadLetters(0))) {
      scenario.play(system, TestProbe.create(system));
    }
  }

  /// Blocks the caller, an actor or the test, until `gate` is open.
  static void await(ActorSystem system, CompletableFuture<?> gate) throws InterruptedException {
    system.spi().environment().await(gate);
  }

  /// Blocks the caller for a while.
  static void pause(ActorSystem system, Duration duration) throws InterruptedException {
    var over = new CompletableFuture<Void>();
    system.spi().environment().scheduler().schedule(duration, () -> over.complete(null));
    await(system, over);
  }

  /// Tells the probe every message and every signal.
  static Behavior<Object> telling(TestProbe<Object> probe) {
    return Behaviors.receive(
        (_, message) -> {
          probe.ref().tell(message);
          return Behaviors.same();
        },
        (_, signal) -> {
          probe.ref().tell(signal);
          return Behaviors.same();
        });
  }

  /// Stops at its first message.
  static Behavior<Object> stopping() {
    return Behaviors.receiveMessage(_ -> Behaviors.stopped());
  }
}
