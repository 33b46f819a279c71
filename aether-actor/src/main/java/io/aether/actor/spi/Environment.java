package io.aether.actor.spi;

import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// The platform that Aether runs on: threads, time, randomness, and every wait of the library.
///
/// Nothing in Aether starts a thread, reads a clock, draws a random number or blocks except through
/// an environment, so that a test can control all of it: the testkit's simulation runs the real
/// code one thread at a time, in virtual time, in an order drawn from a seed. Thread-safe.
@Experimental
public interface Environment {

  /// {@return the dispatcher of actors that select no other}
  Dispatcher dispatcher();

  /// {@return a dispatcher that runs activations in place, on the thread that makes them runnable}
  /// The default returns [#dispatcher], for environments in which only that dispatcher may run
  /// activations.
  default Dispatcher callers() {
    return dispatcher();
  }

  /// {@return a dispatcher with threads of its own, which the caller closes} The default has no
  /// threads of its own and uses [#dispatcher], for environments in which only that dispatcher may
  /// run activations.
  ///
  /// @param name for thread dumps and logs
  /// @param platform whether they are platform threads, or else virtual ones
  default OwnedDispatcher threads(String name, int count, boolean platform) {
    return OwnedDispatcher.lent(dispatcher());
  }

  /// {@return timers and monotonic time}
  Scheduler scheduler();

  /// {@return wall-clock time, for timestamps only; it must not be used for decisions between
  /// nodes}
  InstantSource clock();

  /// {@return randomness for jitter, ids and choices; safe for use by any thread}
  RandomGenerator random();

  /// Blocks the calling thread until `future` is complete, normally or exceptionally. A runner's
  /// thread first hands over the activations that only it would run. For a timeout, use a timer
  /// that completes the future.
  ///
  /// @throws InterruptedException if the caller is interrupted before or while waiting; the future
  ///   is left as it is
  void await(CompletableFuture<?> future) throws InterruptedException;

  /// Blocks the calling thread until `future` is complete, normally or exceptionally, or `timeout`
  /// has passed on the [#scheduler]. The timeout neither completes nor cancels the future. With a
  /// timeout of zero or less this only checks the future.
  ///
  /// @return whether the future is complete
  /// @throws InterruptedException if the caller is interrupted before or while waiting
  default boolean await(CompletableFuture<?> future, Duration timeout) throws InterruptedException {
    if (future.isDone() || !timeout.isPositive()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return future.isDone();
    }
    CompletableFuture<Void> over = new CompletableFuture<>();
    Cancellable timer = scheduler().schedule(timeout, () -> over.complete(null));
    try {
      await(CompletableFuture.anyOf(future, over)); // leaves nothing behind on the future
    } finally {
      timer.cancel();
    }
    return future.isDone();
  }

  /// Blocks the calling thread until `future` is complete, even if the caller is interrupted: the
  /// interrupt is kept as the thread's interrupt status.
  default void awaitUninterrupted(CompletableFuture<?> future) {
    boolean interrupted = false;
    while (!future.isDone()) {
      try {
        await(future);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// Blocks the calling thread until `duration` has passed on the [#scheduler]. A duration of zero
  /// or less ends at once, but lets other threads run if this environment runs one thread at a
  /// time.
  ///
  /// @throws InterruptedException if the caller is interrupted before or while waiting
  default void sleep(Duration duration) throws InterruptedException {
    CompletableFuture<Void> over = new CompletableFuture<>();
    Cancellable timer = scheduler().schedule(duration, () -> over.complete(null));
    try {
      await(over);
    } finally {
      timer.cancel();
    }
  }

  /// {@return whether the calling thread may [wait][#await]; the task of a timer may not}
  default boolean mayWait() {
    return true;
  }

  /// Runs `task` on a thread of its own, where it may block. An exception that escapes is logged.
  ///
  /// @param name for thread dumps and logs
  void fork(String name, Runnable task);

  /// Runs `task` when this environment is about to end; the end waits for the task. For the
  /// standard environment, this is the exit of the JVM. The default never runs the task.
  ///
  /// @return a handle that removes the task
  default Cancellable onExit(Runnable task) {
    return () -> false;
  }

  /// Prevents this environment from ending by itself: for the standard environment, prevents the
  /// JVM from ending when `main` is over. The default does nothing.
  ///
  /// @return a handle that lets the environment end
  default Cancellable keepAlive() {
    return () -> false;
  }

  /// Called when an actor system that used this environment has terminated. Drops the data that its
  /// actors may have left on shared threads, for example in thread locals. Returns at once. The
  /// default does nothing.
  default void systemTerminated() {}

  /// {@return the observer of the actors of this environment} Each new system calls this method
  /// once.
  default Observer observer() {
    return Observer.NONE;
  }
}
