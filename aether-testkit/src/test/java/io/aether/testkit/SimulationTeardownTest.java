package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SimulationTeardownTest {

  /// Leaves waits, timers and tasks behind.
  private static void leaveWork(Simulation sim, Set<Thread> threads) throws InterruptedException {
    Environment environment = sim.environment();
    CompletableFuture<Void> never = new CompletableFuture<>();
    threads.add(Thread.currentThread());
    for (int i = 0; i < 5; i++) {
      environment.fork(
          "waiting",
          () -> {
            threads.add(Thread.currentThread());
            try {
              environment.await(never);
            } catch (InterruptedException interrupt) {
              throw new AssertionError(interrupt);
            }
          });
    }
    environment
        .scheduler()
        .schedule(Duration.ofHours(1), () -> threads.add(Thread.currentThread()));
    sim.awaitIdle();
    environment.fork("never drawn", () -> {});
  }

  @Test
  void noThreadOutlivesItsSimulation() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();

    for (int seed = 0; seed < 2_000; seed++) {
      threads.clear();
      Simulation.run(seed, sim -> leaveWork(sim, threads));
      assertThat(threads).hasSizeGreaterThan(5).noneMatch(Thread::isAlive);
    }
  }

  @Test
  void noThreadOutlivesAFailedSimulation() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    SimulationBody failing =
        sim -> {
          leaveWork(sim, threads);
          throw new IllegalStateException("failed");
        };

    assertThatThrownBy(() -> Simulation.run(1, failing)).hasMessageContaining("failed");

    assertThat(threads).hasSizeGreaterThan(5).noneMatch(Thread::isAlive);
  }

  @Test
  void aTaskThatWaitsAtTheEndRunsItsFinallyBlocks() {
    CompletableFuture<String> cleaned = new CompletableFuture<>();

    Simulation.run(
        1,
        sim -> {
          Environment environment = sim.environment();
          environment.fork(
              "waiting",
              () -> {
                try {
                  environment.await(new CompletableFuture<>());
                } catch (InterruptedException interrupt) {
                  throw new AssertionError(interrupt);
                } finally {
                  environment.fork("too late", () -> cleaned.complete("by a task"));
                  cleaned.complete("cleaned");
                }
              });
          sim.awaitIdle();
        });

    assertThat(cleaned).isCompletedWithValue("cleaned");
  }

  @Test
  void aTaskThatBlocksInsteadOfEndingFailsTheSimulation() {
    CountDownLatch latch = new CountDownLatch(1);
    SimulationBody body =
        sim -> {
          Environment environment = sim.environment();
          environment.fork(
              "stubborn",
              () -> {
                try {
                  environment.await(new CompletableFuture<>());
                } catch (InterruptedException interrupt) {
                  throw new AssertionError(interrupt);
                } finally {
                  awaitInterrupt(latch);
                }
              });
          sim.awaitIdle();
        };

    assertThatThrownBy(() -> Simulation.run(1, it -> it.withPatience(Duration.ofSeconds(2)), body))
        .hasMessageContaining("task stubborn has kept the baton")
        .hasMessageContaining("CountDownLatch.await");
  }

  private static void awaitInterrupt(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void afterTheEndTheSimulationTakesNoCalls() {
    CompletableFuture<Environment> kept = new CompletableFuture<>();
    Simulation.run(1, sim -> kept.complete(sim.environment()));

    assertThatThrownBy(() -> kept.join().fork("late", () -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the simulation, which is over");
  }
}
