package io.aether.actor.pattern;

import io.aether.actor.ActorSystem;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Repeats a call that fails: a few attempts, with growing pauses in between.
///
/// ```java
/// Retry retry = Retry.of(5).withBackoff(ofMillis(100), ofSeconds(5));
/// int balance = retry.call(system, () -> account.ask(GetBalance::new, ofSeconds(1)));
/// ```
///
/// **Repeat only idempotent requests**: a request may have been processed although its ask has
/// failed.
///
/// Time and jitter come from the system, so a simulation repeats them. Immutable; each `with`
/// method returns a copy.
///
/// @param attempts the largest number of attempts, including the first one
/// @param minBackoff the pause after the first attempt; it doubles after each further one
/// @param maxBackoff the longest pause, before jitter
/// @param jitter the largest part by which each pause is randomly extended: 0.2 for 20 %
/// @param retried accepts the failures after which another attempt is made; must not block
@Experimental
public record Retry(
    int attempts,
    Duration minBackoff,
    Duration maxBackoff,
    double jitter,
    Predicate<? super Throwable> retried) {

  /// @throws IllegalArgumentException if `attempts` is less than 1, a pause is negative,
  ///   `maxBackoff` is less than `minBackoff`, or `jitter` is not from 0 to 1
  public Retry {
    Arguments.atLeast(1, attempts, "the attempts of a retry");
    Arguments.notNegative(minBackoff, "the minBackoff of a retry");
    Arguments.notNegative(maxBackoff, "the maxBackoff of a retry");
    if (maxBackoff.compareTo(minBackoff) < 0) {
      throw new IllegalArgumentException(
          "the maxBackoff of a retry must be at least its minBackoff, but was: %s after %s"
              .formatted(maxBackoff, minBackoff));
    }
    Arguments.within(0, 1, jitter, "the jitter of a retry");
    Arguments.required(retried, "the predicate of a retry");
  }

  /// A retry after each [Exception], with pauses from 100 milliseconds to 10 seconds and a jitter
  /// of 20 %.
  public static Retry of(int attempts) {
    return new Retry(
        attempts,
        Duration.ofMillis(100),
        Duration.ofSeconds(10),
        0.2,
        failure -> failure instanceof Exception);
  }

  public Retry withBackoff(Duration minBackoff, Duration maxBackoff) {
    return new Retry(attempts, minBackoff, maxBackoff, jitter, retried);
  }

  /// {@return a retry with the same pause after each attempt}
  public Retry withDelay(Duration delay) {
    return new Retry(attempts, delay, delay, jitter, retried);
  }

  public Retry withJitter(double jitter) {
    return new Retry(attempts, minBackoff, maxBackoff, jitter, retried);
  }

  /// {@return a retry after the failures that `retried` accepts} Other failures end the retry at
  /// once.
  public Retry withRetried(Predicate<? super Throwable> retried) {
    return new Retry(attempts, minBackoff, maxBackoff, jitter, retried);
  }

  /// Calls `task` until it succeeds, on the calling thread, which also waits during the pauses.
  /// Inside an actor, this blocks only this actor.
  ///
  /// @return the value that `task` has returned
  /// @throws Exception the exception of the last attempt; earlier failures are
  ///   [suppressed][Throwable#getSuppressed] in it
  /// @throws InterruptedException if the caller is interrupted; there are no more attempts
  public <R> R call(ActorSystem system, Callable<R> task) throws Exception {
    Arguments.required(system, "the system of a retry");
    Arguments.required(task, "the task of a retry");
    Throwable earlier = null;
    for (int attempt = 1; ; attempt++) {
      try {
        return task.call();
      } catch (InterruptedException interrupt) {
        throw interrupt;
      } catch (Exception failure) {
        remember(earlier, failure);
        if (attempt == attempts || !retried.test(failure)) {
          throw failure;
        }
        earlier = failure;
      }
      Environment environment = system.spi().environment();
      CompletableFuture<Void> pause = new CompletableFuture<>();
      Cancellable timer =
          environment.scheduler().schedule(backoff(system, attempt), () -> pause.complete(null));
      try {
        environment.await(pause);
      } finally {
        timer.cancel();
      }
    }
  }

  /// Calls `task` until its future succeeds: the first time on the calling thread, and then on
  /// virtual threads of their own, where it may block.
  ///
  /// @return a future that completes as the last attempt does; earlier failures are
  ///   [suppressed][Throwable#getSuppressed] in its failure. If it is cancelled or completed, no
  ///   more attempts are made. Its callbacks must not block; inside an actor, use
  ///   [io.aether.actor.ActorContext#pipeToSelf]
  public <R> CompletableFuture<R> callAsync(
      ActorSystem system, Supplier<? extends CompletableFuture<R>> task) {
    Arguments.required(system, "the system of a retry");
    Arguments.required(task, "the task of a retry");
    CompletableFuture<R> result = new CompletableFuture<>();
    attempt(system, task, 1, null, result);
    return result;
  }

  private <R> void attempt(
      ActorSystem system,
      Supplier<? extends CompletableFuture<R>> task,
      int number,
      @Nullable Throwable earlier,
      CompletableFuture<R> result) {
    After.call(task)
        .whenComplete((value, wrapped) -> {
          if (wrapped == null) {
            result.complete(value);
          } else if (!result.isDone()) {
            // The timers thread may complete the future with a failure, and must not run the
            // predicate.
            Throwable failure = After.cause(wrapped);
            remember(earlier, failure);
            system.spi().fork("aether-retry", () -> failed(system, task, number, failure, result));
          }
        });
  }

  private <R> void failed(
      ActorSystem system,
      Supplier<? extends CompletableFuture<R>> task,
      int number,
      Throwable failure,
      CompletableFuture<R> result) {
    boolean last;
    try {
      last = number == attempts || !retried.test(failure);
    } catch (Throwable broken) {
      failure.addSuppressed(broken);
      last = true;
    }
    if (last) {
      result.completeExceptionally(failure);
      return;
    }
    Environment environment = system.spi().environment();
    Runnable again =
        () -> {
          if (!result.isDone()) {
            attempt(system, task, number + 1, failure, result);
          }
        };
    Cancellable timer =
        environment
            .scheduler()
            .schedule(backoff(system, number), () -> system.spi().fork("aether-retry", again));
    result.whenComplete((_, _) -> timer.cancel());
  }

  /// {@return the pause after the `attempt`-th attempt}
  private Duration backoff(ActorSystem system, int attempt) {
    long min = TimeUnit.NANOSECONDS.convert(minBackoff);
    long max = TimeUnit.NANOSECONDS.convert(maxBackoff);
    int doublings = Math.min(attempt - 1, Long.numberOfLeadingZeros(Math.max(min, 1)) - 1);
    long nanos = Math.min(max, min << doublings);
    double longer = jitter == 0 ? 0 : system.spi().environment().random().nextDouble() * jitter;
    return Duration.ofNanos(nanos).plusNanos((long) (nanos * longer));
  }

  private static void remember(@Nullable Throwable earlier, Throwable failure) {
    if (earlier != null && earlier != failure) {
      failure.addSuppressed(earlier);
    }
  }
}
