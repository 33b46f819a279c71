package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.ForwardingEnvironment;
import io.aether.actor.spi.Scheduler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnvironmentWaitTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void aSleepTakesTheTimeOfTheEnvironment() {
    Simulation.run(
        1,
        sim -> {
          sim.environment().sleep(LONG);

          assertThat(sim.now()).isEqualTo(LONG);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aFutureThatCompletesInTimeEndsTheWait(World world) throws Exception {
    world.run(system -> {
      Environment environment = system.spi().environment();
      CompletableFuture<Void> future = new CompletableFuture<>();
      environment.fork("completes", () -> future.complete(null));
      long start = environment.scheduler().nanoTime();

      assertThat(environment.await(future, LONG)).isTrue();
      assertThat(environment.scheduler().nanoTime() - start).isLessThan(LONG.toNanos());
    });
  }

  @ParameterizedTest
  @EnumSource
  void aTimeoutEndsTheWaitAndLeavesTheFutureAlone(World world) throws Exception {
    world.run(system -> {
      Environment environment = system.spi().environment();
      CompletableFuture<Void> future = new CompletableFuture<>();
      long start = environment.scheduler().nanoTime();

      assertThat(environment.await(future, SHORT)).isFalse();
      assertThat(environment.scheduler().nanoTime() - start)
          .isGreaterThanOrEqualTo(SHORT.toNanos());
      assertThat(future).isNotDone();
      assertThat(future.getNumberOfDependents()).isZero();
    });
  }

  @ParameterizedTest
  @EnumSource
  void aTimeoutThatIsNotPositiveOnlyLooks(World world) throws Exception {
    world.run(system -> {
      Environment environment = system.spi().environment();

      assertThat(environment.await(new CompletableFuture<>(), Duration.ZERO)).isFalse();
      assertThat(environment.await(new CompletableFuture<>(), SHORT.negated())).isFalse();
      assertThat(environment.await(CompletableFuture.completedFuture(1), Duration.ZERO)).isTrue();
    });
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptEndsEachWaitThatCanBeInterrupted(World world) throws Exception {
    world.run(system -> {
      Environment environment = system.spi().environment();
      CompletableFuture<Void> done = CompletableFuture.completedFuture(null);

      assertInterrupted(() -> environment.sleep(LONG));
      assertInterrupted(() -> environment.await(new CompletableFuture<>(), LONG));
      assertInterrupted(() -> environment.await(new CompletableFuture<>(), Duration.ZERO));
      assertInterrupted(() -> environment.await(done, LONG));
    });
  }

  private static void assertInterrupted(ThrowingRunnable<?> wait) {
    Thread.currentThread().interrupt();
    assertThatThrownBy(wait::run).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void anUninterruptedWaitKeepsTheInterruptForLater(World world) throws Exception {
    world.run(system -> {
      Environment environment = system.spi().environment();
      CompletableFuture<Void> future = new CompletableFuture<>();
      environment.fork("completes", () -> future.complete(null));
      Thread.currentThread().interrupt();

      environment.awaitUninterrupted(future);

      assertThat(future).isDone();
      assertThat(Thread.interrupted()).isTrue();
    });
  }

  @Test
  void aForwardingEnvironmentForwardsEverythingButTheWaitsBuiltOnIt() {
    Set<String> own =
        Set.of(
            "sleep(Duration)",
            "await(CompletableFuture,Duration)",
            "awaitUninterrupted(CompletableFuture)");

    assertThat(signatures(ForwardingEnvironment.class.getDeclaredMethods()))
        .containsAll(
            signatures(Environment.class.getDeclaredMethods()).stream()
                .filter(each -> !own.contains(each))
                .toList())
        .doesNotContainAnyElementsOf(own);
  }

  @Test
  void waitsOfAForwardingEnvironmentUseTheSchedulerOfItsSubclass() {
    Simulation.run(
        1,
        sim -> {
          Environment fast =
              new ForwardingEnvironment(sim.environment()) {
                @Override
                public Scheduler scheduler() {
                  return new TwiceAsFast(forwarded().scheduler());
                }
              };

          fast.sleep(Duration.ofSeconds(2));
          fast.await(new CompletableFuture<>(), Duration.ofSeconds(4));

          assertThat(sim.now()).isEqualTo(Duration.ofSeconds(3));
        });
  }

  private static Set<String> signatures(Method[] methods) {
    return Arrays.stream(methods)
        .filter(each -> Modifier.isPublic(each.getModifiers()) && !each.isSynthetic())
        .map(each ->
            each.getName()
                + Arrays.stream(each.getParameterTypes())
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(",", "(", ")")))
        .collect(Collectors.toSet());
  }

  private record TwiceAsFast(Scheduler real) implements Scheduler {
    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      return real.schedule(delay.dividedBy(2), task);
    }

    @Override
    public long nanoTime() {
      return 2 * real.nanoTime();
    }
  }
}
