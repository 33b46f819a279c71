package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StandardEnvironmentTest {

  private final Environment environment = StandardEnvironment.instance();

  /// A runner for the test's own thread that completes the future only once the runner is warned.
  private static final class WarnedRunner extends Runner {
    private final CompletableFuture<Void> future = new CompletableFuture<>();

    @Override
    public boolean shouldYield() {
      return false;
    }

    @Override
    public void beforeWait() {
      future.complete(null);
    }

    void awaitWhileBound(Environment environment) throws InterruptedException {
      bind();
      try {
        environment.await(future);
      } finally {
        unbind();
      }
    }
  }

  @Test
  void awaitReturnsHoweverTheFutureEnds() throws InterruptedException {
    CompletableFuture<Void> failing = new CompletableFuture<>();
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    Duration soon = Duration.ofMillis(5);
    environment
        .scheduler()
        .schedule(soon, () -> failing.completeExceptionally(new IllegalStateException()));
    environment.scheduler().schedule(soon, () -> cancelled.cancel(/* mayInterrupt= */ false));

    environment.await(failing);
    environment.await(cancelled);
    environment.await(CompletableFuture.completedFuture("done"));

    assertThat(failing).isCompletedExceptionally();
    assertThat(cancelled).isCancelled();
  }

  @Test
  void awaitWarnsTheRunnerBeforeItBlocks() throws InterruptedException {
    WarnedRunner runner = new WarnedRunner();
    environment
        .scheduler()
        .schedule(
            Duration.ofSeconds(20),
            () -> runner.future.completeExceptionally(new AssertionError("was not warned")));

    runner.awaitWhileBound(environment);

    assertThat(runner.future).isCompletedWithValue(null);
  }

  @Test
  void interruptEndsAwaitAndLeavesTheFuture() {
    CompletableFuture<Void> before = new CompletableFuture<>();
    CompletableFuture<Void> during = new CompletableFuture<>();
    Thread waiting = Thread.currentThread();

    waiting.interrupt();
    assertThatThrownBy(() -> environment.await(before)).isInstanceOf(InterruptedException.class);
    environment.scheduler().schedule(Duration.ofMillis(20), waiting::interrupt);
    assertThatThrownBy(() -> environment.await(during)).isInstanceOf(InterruptedException.class);

    assertThat(before).isNotDone();
    assertThat(during).isNotDone();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void forkRunsTheTaskOnANamedVirtualThread() {
    CompletableFuture<Thread> runner = new CompletableFuture<>();

    environment.fork("a task", () -> runner.complete(Thread.currentThread()));

    assertThat(runner)
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(thread -> {
          assertThat(thread.isVirtual()).isTrue();
          assertThat(thread.getName()).isEqualTo("a task");
        });
  }

  @Test
  void randomNumbersDrawnConcurrentlyAllDiffer() throws InterruptedException {
    Set<Long> drawn = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(4);

    for (int i = 0; i < 4; i++) {
      Thread.ofPlatform()
          .start(() -> {
            for (int k = 0; k < 25_000; k++) {
              drawn.add(environment.random().nextLong());
            }
            done.countDown();
          });
    }

    assertThat(done.await(10, SECONDS)).isTrue();
    assertThat(drawn).hasSize(100_000);
  }

  @Test
  void thereIsOneEnvironmentAJvm() {
    assertThat(StandardEnvironment.instance()).isSameAs(environment);
  }
}
