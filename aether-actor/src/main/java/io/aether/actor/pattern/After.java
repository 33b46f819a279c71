package io.aether.actor.pattern;

import io.aether.actor.ActorSystem;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Starts tasks and completes futures after a delay. The delay is in the time of the system, which
/// is virtual in a simulation.
///
/// ```java
/// CompletableFuture<Price> late = After.after(system, () -> shop.askAsync(...), ofSeconds(1));
/// ```
///
/// An actor that wants to do something later uses its [timers][io.aether.actor.Timers].
@Experimental
public final class After {

  private After() {}

  /// Calls `task` when `delay` has passed, on a virtual thread of its own, where it may block.
  ///
  /// @return a future that completes as the future of `task` does; it fails with the exception that
  ///   `task` throws. If it is cancelled or completed before the delay has passed, `task` is not
  ///   called. Its callbacks run on the thread that completes it and must not block
  /// @throws IllegalArgumentException if `delay` is negative
  public static <R> CompletableFuture<R> after(
      ActorSystem system, Supplier<? extends CompletableFuture<R>> task, Duration delay) {
    Arguments.required(system, "the system of a delay");
    Arguments.required(task, "the task of a delay");
    Arguments.notNegative(delay, "a delay");
    CompletableFuture<R> result = new CompletableFuture<>();
    Environment environment = system.spi().environment();
    Runnable begin = () -> begin(task, result);
    // The timers thread only starts a thread: the task and the callbacks of the future may take
    // long.
    Cancellable timer =
        environment.scheduler().schedule(delay, () -> system.spi().fork("aether-after", begin));
    result.whenComplete((_, _) -> timer.cancel());
    return result;
  }

  /// {@return a future that has `value` when `delay` has passed}
  ///
  /// @throws IllegalArgumentException if `delay` is negative
  public static <R> CompletableFuture<R> value(ActorSystem system, R value, Duration delay) {
    return after(system, () -> CompletableFuture.completedFuture(value), delay);
  }

  /// {@return a future that fails with `failure` when `delay` has passed}
  ///
  /// @throws IllegalArgumentException if `delay` is negative
  public static <R> CompletableFuture<R> failure(
      ActorSystem system, Throwable failure, Duration delay) {
    Arguments.required(failure, "the failure of a delay");
    return after(system, () -> CompletableFuture.failedFuture(failure), delay);
  }

  private static <R> void begin(
      Supplier<? extends CompletableFuture<R>> task, CompletableFuture<R> result) {
    if (!result.isDone()) {
      call(task).whenComplete((value, failure) -> complete(result, value, failure));
    }
  }

  /// {@return the future that `task` returns; a failed one if it throws or returns null}
  static <R> CompletableFuture<R> call(Supplier<? extends CompletableFuture<R>> task) {
    try {
      return Arguments.required(task.get(), "the future that a task returns");
    } catch (Throwable failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  static <R> void complete(
      CompletableFuture<R> result, @Nullable R value, @Nullable Throwable failure) {
    if (failure == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(cause(failure));
    }
  }

  /// {@return the failure without the [java.util.concurrent.CompletionException] of a dependent
  /// future}
  static Throwable cause(Throwable failure) {
    Throwable cause =
        failure instanceof java.util.concurrent.CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }
}
