package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.pattern.After;
import io.aether.actor.pattern.Retry;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Retry EXACT =
      Retry.of(4).withBackoff(Duration.ofMillis(100), Duration.ofMillis(300)).withJitter(0);

  private record GetBalance(ActorRef<Integer> replyTo) {}

  /// Answers the `n`-th request, and none before.
  private static Behavior<GetBalance> answering(int n) {
    AtomicInteger requests = new AtomicInteger();
    return Behaviors.receiveMessage(request -> {
      if (requests.incrementAndGet() == n) {
        request.replyTo().tell(42);
      }
      return Behaviors.same();
    });
  }

  /// Leaves its first request unhandled, which fails the ask at once, and answers the others.
  private static Behavior<GetBalance> unwillingAtFirst() {
    AtomicInteger requests = new AtomicInteger();
    return Behaviors.receiveMessage(request -> {
      if (requests.incrementAndGet() == 1) {
        return Behaviors.unhandled();
      }
      request.replyTo().tell(42);
      return Behaviors.same();
    });
  }

  @Test
  void aBlockingRetryAsksAgainAfterEachPause() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("blocking");
          ActorRef<GetBalance> account = system.spawn(answering(3));

          int balance = EXACT.call(system, () -> account.ask(GetBalance::new, SECOND));

          assertThat(balance).isEqualTo(42);
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(2 * 1_000 + 100 + 200));
        });
  }

  @Test
  void aRetryOfFuturesAsksAgainAfterEachPause() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("async");
          ActorRef<GetBalance> account = system.spawn(answering(3));

          CompletableFuture<Integer> balance =
              EXACT.callAsync(system, () -> account.askAsync(GetBalance::new, SECOND));
          system.spi().environment().await(balance);

          assertThat(balance).isCompletedWithValue(42);
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(2 * 1_000 + 100 + 200));
        });
  }

  @Test
  void theLastFailureIsThatOfTheRetryAndKeepsTheEarlierOnes() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("exhausted");
          AtomicInteger attempts = new AtomicInteger();
          Duration start = sim.now();

          assertThatThrownBy(() ->
                  EXACT.call(
                      system,
                      () -> {
                        throw new IOException("attempt " + attempts.incrementAndGet());
                      }))
              .isInstanceOf(IOException.class)
              .hasMessage("attempt 4")
              .satisfies(last -> assertThat(last.getSuppressed()[0]).hasMessage("attempt 3"));
          assertThat(sim.now().minus(start)).isEqualTo(Duration.ofMillis(100 + 200 + 300));

          CompletableFuture<Integer> failed =
              EXACT.callAsync(
                  system,
                  () ->
                      CompletableFuture.failedFuture(
                          new IOException("attempt " + attempts.incrementAndGet())));
          system.spi().environment().await(failed);
          assertThat(failed.exceptionNow())
              .hasMessage("attempt 8")
              .satisfies(last -> assertThat(last.getSuppressed()[0]).hasMessage("attempt 7"));
        });
  }

  @Test
  void aFailureThatIsNotWorthItEndsTheRetryAtOnce() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("choosy");
          Retry choosy = EXACT.withRetried(failure -> failure instanceof IOException);

          assertThatThrownBy(() ->
                  choosy.call(
                      system,
                      () -> {
                        throw new IllegalStateException("hopeless");
                      }))
              .hasMessage("hopeless");
          CompletableFuture<Integer> hopeless =
              choosy.callAsync(
                  system,
                  () -> {
                    throw new IllegalStateException("hopeless");
                  });
          system.spi().environment().await(hopeless);
          assertThat(hopeless.exceptionNow()).hasMessage("hopeless");
          Retry broken =
              EXACT.withRetried(_ -> {
                throw new IllegalArgumentException("predicate");
              });
          CompletableFuture<Integer> failed =
              broken.callAsync(
                  system, () -> CompletableFuture.failedFuture(new IOException("first")));
          system.spi().environment().await(failed);
          assertThat(failed.exceptionNow()).hasMessage("first");
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void cancellingARetryStopsItsAttempts() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("cancelled");
          AtomicInteger attempts = new AtomicInteger();
          CompletableFuture<Integer> result =
              EXACT.callAsync(
                  system,
                  () -> {
                    attempts.incrementAndGet();
                    return CompletableFuture.failedFuture(new IOException("down"));
                  });
          sim.sleep(Duration.ofMillis(150));
          result.cancel(/* mayInterruptIfRunning= */ false);
          sim.sleep(SECOND);

          assertThat(attempts).hasValue(2);
        });
  }

  @Test
  void jitterMakesPausesLongerAndDependsOnTheSeedAlone() {
    List<Duration> times = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Simulation.run(
          7,
          sim -> {
            var system = sim.system("jitter");
            AtomicInteger attempts = new AtomicInteger();
            EXACT
                .withJitter(1)
                .call(
                    system,
                    () -> {
                      if (attempts.incrementAndGet() < 4) {
                        throw new IOException("down");
                      }
                      return "up";
                    });
            times.add(sim.now());
          });
    }
    assertThat(times.getFirst())
        .isEqualTo(times.getLast())
        .isGreaterThan(Duration.ofMillis(600))
        .isLessThan(Duration.ofMillis(1_200));
  }

  @Test
  void pausesDoNotOverflowHoweverManyAttemptsThereAre() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("many");
          AtomicInteger attempts = new AtomicInteger();
          Retry.of(200)
              .withBackoff(Duration.ofNanos(1), Duration.ofSeconds(1))
              .withJitter(0)
              .call(
                  system,
                  () -> {
                    if (attempts.incrementAndGet() < 200) {
                      throw new IOException("down");
                    }
                    return "up";
                  });

          assertThat(sim.now()).isBetween(Duration.ofSeconds(160), Duration.ofSeconds(200));
        });
  }

  @Test
  void aDelayEndsWithItsTaskAndNotBefore() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("after");
          ActorRef<GetBalance> account = system.spawn(answering(1));
          CompletableFuture<Integer> late =
              After.after(system, () -> account.askAsync(GetBalance::new, SECOND), SECOND);
          CompletableFuture<String> failing =
              After.after(
                  system,
                  () -> {
                    throw new IllegalStateException("on purpose");
                  },
                  SECOND);
          CompletableFuture<String> failure =
              After.failure(system, new IOException("down"), SECOND);
          sim.sleep(Duration.ofMillis(999));
          assertThat(late).isNotDone();
          sim.sleep(Duration.ofMillis(2));

          assertThat(late).isCompletedWithValue(42);
          assertThat(failing.exceptionNow()).hasMessage("on purpose");
          assertThat(failure.exceptionNow()).isInstanceOf(IOException.class);
        });
  }

  @Test
  void aDelayThatIsCancelledDoesNothing() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("cancelled");
          AtomicInteger calls = new AtomicInteger();
          CompletableFuture<Integer> result =
              After.after(
                  system, () -> CompletableFuture.completedFuture(calls.incrementAndGet()), SECOND);
          result.cancel(/* mayInterruptIfRunning= */ false);
          sim.sleep(Duration.ofSeconds(2));

          assertThat(calls).hasValue(0);
        });
  }

  /// The task blocks, and so does the stage chained to the result.
  @Test
  void tasksAndWhatIsChainedToThemDoNotRunOnTheTimersThread() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      kit.allowDeadLetters(Reason.EXPIRED);
      ActorRef<GetBalance> account = kit.spawn(answering(1));
      ActorRef<GetBalance> silent = kit.spawn(Behaviors.ignore());
      List<String> threads = new ArrayList<>();
      CompletableFuture<String> done =
          EXACT
              .callAsync(
                  kit.system(),
                  () -> {
                    threads.add(Thread.currentThread().getName());
                    return threads.size() == 1
                        ? silent.askAsync(GetBalance::new, Duration.ofMillis(50))
                        : account.askAsync(GetBalance::new, LONG);
                  })
              .thenApply(_ -> Thread.currentThread().getName());
      CompletableFuture<String> after =
          After.value(kit.system(), 1, Duration.ofMillis(1))
              .thenApply(_ -> Thread.currentThread().getName());

      assertThat(done.get(30, TimeUnit.SECONDS)).doesNotContain("timers");
      assertThat(after.get(30, TimeUnit.SECONDS)).doesNotContain("timers");
      assertThat(threads).hasSize(2).noneMatch(name -> name.contains("timers"));
      CompletableFuture<String> failed =
          Retry.of(1)
              .callAsync(
                  kit.system(), () -> silent.askAsync(GetBalance::new, Duration.ofMillis(10)))
              .handle((_, failure) -> failure + " on " + Thread.currentThread().getName());
      assertThat(failed.get(30, TimeUnit.SECONDS))
          .contains(AskException.TimedOut.class.getSimpleName())
          .doesNotContain("timers")
          .doesNotContain(CompletionException.class.getSimpleName());
    }
  }

  @Test
  void anActorRetriesWhatItAsks() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      kit.allowDeadLetters(Reason.UNHANDLED);
      var system = kit.system();
      ActorRef<GetBalance> account = kit.spawn(unwillingAtFirst());

      // @start region="retry"
      Retry retry = Retry.of(5).withBackoff(Duration.ofMillis(10), Duration.ofSeconds(1));
      int balance = retry.call(system, () -> account.ask(GetBalance::new, Duration.ofSeconds(10)));
      // @end

      assertThat(balance).isEqualTo(42);
    }
  }
}
