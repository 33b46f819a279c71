package io.aether.actor.spi;

import io.aether.actor.Cancellable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// The world as Aether sees it: threads, time, randomness, and every wait of the library.
///
/// Nothing in Aether starts a thread, reads a clock, draws a random number or blocks except through
/// an environment, so that a test can own all of it: the testkit's simulation runs the real code
/// one thread at a time, in virtual time, in an order drawn from a seed. Thread-safe.
public interface Environment {

  /// {@return what runs actors unless they are told otherwise}
  Dispatcher dispatcher();

  /// {@return a dispatcher that runs activations in place, on the thread that makes them runnable;
  /// the default does not, where only the environment's own dispatcher is to run them}
  default Dispatcher callers() {
    return dispatcher();
  }

  /// {@return a dispatcher with threads of its own, which the caller closes; the default has none,
  /// where only the environment's own dispatcher is to run anything}
  ///
  /// @param name for thread dumps and logs
  /// @param platform whether they are platform threads, or else virtual ones
  default OwnedDispatcher threads(String name, int count, boolean platform) {
    return OwnedDispatcher.lent(dispatcher());
  }

  /// {@return timers and monotonic time}
  Scheduler scheduler();

  /// {@return wall-clock time, for timestamps; never for a decision between nodes}
  InstantSource clock();

  /// {@return randomness for jitter, ids and choices; safe for use by any thread}
  RandomGenerator random();

  /// Blocks the calling thread until `future` is complete, in whichever way. A runner's thread
  /// first hands over what only it would run. A timeout is a timer that completes the future.
  ///
  /// @throws InterruptedException if the caller is interrupted before or while waiting; the future
  ///   is left as it is
  void await(CompletableFuture<?> future) throws InterruptedException;

  /// Blocks the calling thread until `future` is complete, in whichever way, or `timeout` has
  /// passed on the [#scheduler]. The future is not completed or cancelled by the timeout. With a
  /// timeout of zero or less this only looks.
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
      await(CompletableFuture.anyOf(future, over)); // which leaves nothing behind on the future
    } finally {
      timer.cancel();
    }
    return future.isDone();
  }

  /// Blocks the calling thread until `future` is complete, even if the caller is interrupted: the
  /// interrupt is kept for later, as the thread's interrupt status.
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
  /// or less is over at once, but lets others run where this environment runs one thread at a time.
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

  /// {@return whether the calling thread may [wait][#await]; a timer's task may not}
  default boolean mayWait() {
    return true;
  }

  /// Runs `task` on a thread of its own, where it may block. An exception that escapes is logged.
  ///
  /// @param name for thread dumps and logs
  void fork(String name, Runnable task);

  /// Runs `task` when this world is about to end, which waits for it: the JVM's exit for the
  /// standard environment. The default never does.
  ///
  /// @return takes the task back
  default Cancellable onExit(Runnable task) {
    return () -> false;
  }

  /// Keeps this world from ending by itself: the JVM when `main` is over, for the standard
  /// environment. The default does nothing.
  ///
  /// @return lets it end
  default Cancellable keepAlive() {
    return () -> false;
  }

  /// Called when an actor system that used this environment has terminated: what its actors may
  /// have left behind on shared threads, in thread locals for example, is to be dropped. Returns at
  /// once. The default does nothing.
  default void systemTerminated() {}

  /// {@return who hears what the actors of this environment do; asked once, by each new system}
  default Observer observer() {
    return Observer.NONE;
  }
}
