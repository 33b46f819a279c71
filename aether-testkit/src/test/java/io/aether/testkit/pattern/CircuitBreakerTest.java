package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.pattern.CircuitBreaker;
import io.aether.actor.pattern.CircuitBreaker.Change;
import io.aether.actor.pattern.CircuitBreaker.State;
import io.aether.actor.pattern.CircuitBreakerSettings;
import io.aether.actor.pattern.CircuitOpenException;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final CircuitBreakerSettings SETTINGS =
      CircuitBreakerSettings.of(3, SECOND, Duration.ofSeconds(10));

  private record GetTotal(ActorRef<Integer> replyTo) {}

  private interface Body {
    void run(Simulation sim, ActorSystem system, CircuitBreaker breaker) throws Exception;
  }

  private static void explore(CircuitBreakerSettings settings, Body body) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("breaker");
          body.run(sim, system, CircuitBreaker.create(system, "billing", settings));
        });
  }

  private static void fails(CircuitBreaker breaker, int times) {
    for (int n = 0; n < times; n++) {
      assertThatThrownBy(() ->
              breaker.call(() -> {
                throw new IOException("down");
              }))
          .isInstanceOf(IOException.class);
    }
  }

  private static void isOpen(CircuitBreaker breaker) {
    AtomicInteger calls = new AtomicInteger();
    assertThatThrownBy(() -> breaker.call(calls::incrementAndGet))
        .isInstanceOf(CircuitOpenException.class);
    assertThat(breaker.callAsync(() -> CompletableFuture.completedFuture(calls.incrementAndGet())))
        .isCompletedExceptionally();
    assertThat(calls).hasValue(0);
  }

  @Test
  void failuresInARowOpenItAndASuccessInBetweenDoesNot() {
    explore(
        SETTINGS,
        (sim, _, breaker) -> {
          fails(breaker, 2);
          assertThat(breaker.call(() -> "up")).isEqualTo("up");
          fails(breaker, 2);
          assertThat(breaker.state()).isEqualTo(State.CLOSED);
          fails(breaker, 1);
          sim.sleep(Duration.ofSeconds(4));

          assertThatThrownBy(() -> breaker.call(() -> "up"))
              .isInstanceOf(CircuitOpenException.class)
              .hasMessage(
                  "Circuit breaker 'billing' is open and lets no call through for another PT6S")
              .hasCauseInstanceOf(IOException.class)
              .satisfies(open ->
                  assertThat(((CircuitOpenException) open).remaining())
                      .isEqualTo(Duration.ofSeconds(6)));
        });
  }

  @Test
  void afterAWhileOneTrialCallDecides() {
    explore(
        SETTINGS,
        (sim, _, breaker) -> {
          fails(breaker, 3);
          sim.sleep(Duration.ofMillis(10_001));
          assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
          CompletableFuture<String> trial = new CompletableFuture<>();
          CompletableFuture<String> result = breaker.callAsync(() -> trial);
          isOpen(breaker); // the others wait for the outcome
          trial.complete("up");

          assertThat(result).isCompletedWithValue("up");
          assertThat(breaker.state()).isEqualTo(State.CLOSED);
          fails(breaker, 3);
          sim.sleep(Duration.ofMillis(10_001));
          fails(breaker, 1);
          assertThat(breaker.state()).isEqualTo(State.OPEN);
        });
  }

  @Test
  void aTrialThatItsCallerGivesUpMakesRoomForAnother() {
    explore(
        SETTINGS,
        (sim, _, breaker) -> {
          fails(breaker, 3);
          sim.sleep(Duration.ofMillis(10_001));
          breaker
              .callAsync(() -> new CompletableFuture<String>())
              .cancel(/* mayInterruptIfRunning= */ false);
          assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);

          assertThat(breaker.call(() -> "up")).isEqualTo("up");
          assertThat(breaker.state()).isEqualTo(State.CLOSED);
        });
  }

  @Test
  void callsThatTakeTooLongAreFailures() {
    explore(
        SETTINGS,
        (sim, system, breaker) -> {
          for (int n = 0; n < 2; n++) {
            CompletableFuture<String> stuck = breaker.callAsync(CompletableFuture::new);
            system.spi().environment().await(stuck);
            assertThat(stuck.exceptionNow())
                .isInstanceOf(TimeoutException.class)
                .hasMessageContaining("took longer than PT1S");
          }
          assertThat(sim.now()).isEqualTo(Duration.ofSeconds(2));
          String late =
              breaker.call(() -> {
                sim.sleep(Duration.ofMillis(1_500));
                assertThat(breaker.state()).as("right after the deadline").isEqualTo(State.OPEN);
                return "late";
              });

          assertThat(late).isEqualTo("late");
          assertThat(breaker.status())
              .isEqualTo(
                  new CircuitBreaker.Status(
                      "billing",
                      State.OPEN,
                      0,
                      Duration.ofMillis(9_500),
                      /* succeeded= */ 0,
                      /* failed= */ 3,
                      /* timedOut= */ 3,
                      /* rejected= */ 0,
                      /* opened= */ 1));
        });
  }

  @Test
  void callsLetThroughBeforeTheBreakerOpenedChangeNothingAfterwards() {
    explore(
        SETTINGS,
        (sim, _, breaker) -> {
          CompletableFuture<String> old = new CompletableFuture<>();
          breaker.callAsync(() -> old);
          fails(breaker, 3);
          old.complete("up");
          assertThat(breaker.state()).isEqualTo(State.OPEN);
          sim.sleep(Duration.ofMillis(10_001));
          breaker.succeed();

          assertThat(breaker.state()).isEqualTo(State.CLOSED);
        });
  }

  @Test
  void itIsOpenForLongerEachTimeTheTrialFails() {
    explore(
        SETTINGS.withBackoff(2, Duration.ofSeconds(30)),
        (sim, _, breaker) -> {
          fails(breaker, 3);
          for (int seconds : new int[] {10, 20, 30, 30}) {
            assertThat(breaker.status().remaining()).isEqualTo(Duration.ofSeconds(seconds));
            sim.sleep(Duration.ofSeconds(seconds).plusMillis(1));
            fails(breaker, 1);
          }
          sim.sleep(Duration.ofMillis(30_001));
          breaker.call(() -> "up");
          fails(breaker, 3);

          assertThat(breaker.status().remaining()).isEqualTo(Duration.ofSeconds(10));
        });
  }

  @Test
  void jitterMakesTheTimeLongerAndDependsOnTheSeedAlone() {
    List<Duration> times = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Simulation.run(
          7,
          sim -> {
            var breaker =
                CircuitBreaker.create(sim.system("jitter"), "billing", SETTINGS.withJitter(0.5));
            fails(breaker, 3);
            times.add(breaker.status().remaining());
          });
    }
    assertThat(times.getFirst())
        .isEqualTo(times.getLast())
        .isBetween(Duration.ofSeconds(10), Duration.ofSeconds(15))
        .isNotEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void onlyFailuresThatCountDo() {
    explore(
        SETTINGS.withCounted(failure -> failure instanceof IOException),
        (_, system, breaker) -> {
          for (int n = 0; n < 10; n++) {
            CompletableFuture<String> refused =
                breaker.callAsync(
                    () -> CompletableFuture.failedFuture(new IllegalArgumentException("refused")));
            system.spi().environment().await(refused);
            assertThat(refused.exceptionNow()).hasMessage("refused");
          }
          assertThat(breaker.status().succeeded()).isEqualTo(10);
          fails(breaker, 2);
          assertThatThrownBy(() ->
                  breaker.call(() -> {
                    throw new InterruptedException("of the caller");
                  }))
              .isInstanceOf(InterruptedException.class);
          assertThat(breaker.status().failuresInARow()).isEqualTo(2);
          assertThat(Thread.interrupted()).isFalse();
        });
  }

  @Test
  void listenersHearOfEachChangeInOrderThoughOneThrows() {
    explore(
        SETTINGS,
        (sim, _, breaker) -> {
          List<Change> changes = new ArrayList<>();
          breaker.onChange(_ -> {
            throw new IllegalStateException("on purpose");
          });
          var listening = breaker.onChange(changes::add);
          fails(breaker, 3);
          sim.sleep(Duration.ofMillis(10_001));
          breaker.call(() -> "up");
          sim.awaitIdle();
          listening.cancel();
          fails(breaker, 3);
          sim.awaitIdle();

          assertThat(changes)
              .containsExactly(
                  new Change("billing", State.CLOSED, State.OPEN),
                  new Change("billing", State.OPEN, State.HALF_OPEN),
                  new Change("billing", State.HALF_OPEN, State.CLOSED));
        });
  }

  @Test
  void aBreakerProtectsAnActorOnRealThreads() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      var system = kit.system();
      Behavior<GetTotal> silent = Behaviors.ignore();
      ActorRef<GetTotal> service = kit.spawn(silent, "service");
      List<String> threads = new CopyOnWriteArrayList<>();
      CompletableFuture<State> opened = new CompletableFuture<>();

      // @start region="breaker"
      CircuitBreaker billing =
          CircuitBreaker.create(
              system,
              "billing",
              CircuitBreakerSettings.of(2, Duration.ofMillis(50), Duration.ofSeconds(30)));
      billing.onChange(change -> opened.complete(change.to()));
      CompletableFuture<Integer> total =
          billing.callAsync(() -> service.askAsync(GetTotal::new, Duration.ofMillis(50)));
      // @end
      total
          .handle((_, _) -> threads.add(Thread.currentThread().getName()))
          .get(10, TimeUnit.SECONDS);
      assertThatThrownBy(
              () -> billing.call(() -> service.<Integer>ask(GetTotal::new, Duration.ofMillis(50))))
          .isInstanceOf(RuntimeException.class);

      assertThat(opened.get(10, TimeUnit.SECONDS)).isEqualTo(State.OPEN);
      assertThat(threads).noneMatch(name -> name.contains("timers"));
      isOpen(billing);
    }
  }
}
