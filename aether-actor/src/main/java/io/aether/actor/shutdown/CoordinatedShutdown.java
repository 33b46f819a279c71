package io.aether.actor.shutdown;

import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Stable;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// The orderly shutdown of an actor system: tasks that run phase by phase, before, while and after
/// its actors stop.
///
/// ```java
/// system.coordinatedShutdown()
///     .addTask(ShutdownPhase.SERVICE_UNBIND, "close the door", server::stopAccepting);
/// ```
///
/// It runs once, started by the first of: [ActorSystem#close()], [ActorSystem#terminate()], [#run]
/// and, unless [ShutdownSettings#jvmHook()] says otherwise, the exit of the JVM. The tasks of a
/// phase run concurrently, each on its own thread, where it may block. The next phase begins when
/// all of them have ended or the timeout of the phase is over. A task that fails, or that takes too
/// long, is logged, and the shutdown continues; the task is not interrupted.
///
/// Thread-safe. Implemented by Aether only.
@Stable
public interface CoordinatedShutdown {

  /// Adds a task to a phase. The task may block.
  ///
  /// @param name the name for the log; need not be unique
  /// @return a handle that removes the task, if the task has not begun
  /// @throws IllegalArgumentException if there is no such phase
  /// @throws IllegalStateException if the phase has begun already
  Cancellable addTask(String phase, String name, BlockingTask task);

  /// Adds a task that ends when its future is complete; see [#addTask].
  Cancellable addAsyncTask(
      String phase, String name, Supplier<? extends CompletableFuture<?>> task);

  /// Adds a task that stops an actor and waits until it has stopped; see [#addTask].
  ///
  /// @throws IllegalArgumentException if `actor` is not a local actor of this system
  Cancellable addStop(String phase, ActorRef<?> actor);

  /// Adds a task that sends an actor a message, which should make the actor stop, and waits until
  /// the actor has stopped; see [#addTask].
  ///
  /// @throws IllegalArgumentException if `actor` is not a local actor of this system
  <M> Cancellable addStop(String phase, ActorRef<M> actor, M message);

  /// Begins the shutdown, unless it has already begun, and returns at once.
  ///
  /// @param why the reason; logged and returned by [#reason()] if this call begins the shutdown
  /// @return a future that completes when all phases are over and all actors have stopped.
  ///   Dependent stages run on the thread that ends last, a worker or the thread of a task, never
  ///   on the timers thread
  CompletableFuture<Void> run(String why);

  /// {@return why the system shuts down; empty before the shutdown has begun}
  Optional<String> reason();

  /// A task that blocks until it is done.
  @FunctionalInterface
  interface BlockingTask {

    /// @throws Exception any failure; it is logged
    void run() throws Exception;
  }
}
