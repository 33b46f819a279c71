package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.cell.Cells;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.inspect.Inspection;
import io.aether.actor.shutdown.CoordinatedShutdown;
import io.aether.actor.spi.Extension;
import io.aether.actor.spi.SystemServices;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/// A tree of actors and the resources they share.
///
/// ```java
/// try (var system = ActorSystem.create("bank")) {
///   var teller = system.spawn(Teller.create(), "teller");
/// } // stops every actor, children before parents, and waits
/// ```
///
/// A system that is not closed keeps the JVM running after `main` has returned or thrown an
/// exception, unless [ShutdownSettings#jvmKept()] says otherwise. So close it in a
/// try-with-resources statement, as above. A server that runs until SIGTERM waits inside the
/// statement, for example for the future of [#terminate()].
///
/// Thread-safe. Implemented by Aether only.
@Stable
public interface ActorSystem extends AutoCloseable {

  /// Starts a system with the default configuration. Its actors run with the context class loader
  /// of the calling thread.
  ///
  /// @throws IllegalArgumentException if the name is empty, contains '/' or '-$', or starts with
  ///   '$'
  static ActorSystem create(String name) {
    return create(name, UnaryOperator.identity());
  }

  /// Starts a system, configured by a function of the defaults. Its actors run with the context
  /// class loader of the calling thread.
  ///
  /// @throws IllegalArgumentException if the name is empty, contains '/' or '-$', or starts with
  ///   '$'
  static ActorSystem create(String name, UnaryOperator<ActorSystemConfig> configure) {
    Objects.requireNonNull(configure, "configure");
    ActorSystemConfig config = configure.apply(ActorSystemConfig.defaults());
    return Cells.system(
        name, Objects.requireNonNull(config, "configure returned null; return the configuration"));
  }

  /// Starts an actor under `/user`. Any thread may call this; actors start children through their
  /// context.
  ///
  /// @throws IllegalArgumentException if the name is empty, contains '/' or '-$', or starts with
  ///   '$', or if an actor of this name under `/user` has not stopped yet
  /// @throws IllegalStateException if the system is terminating
  <M> ActorRef<M> spawn(Behavior<M> behavior, String actorName);

  /// Like [#spawn(Behavior, String)], with the mailbox, dispatcher and tags of `props`.
  <M> ActorRef<M> spawn(Behavior<M> behavior, String actorName, Props props);

  /// Starts an actor under `/user` with a generated name.
  ///
  /// @throws IllegalStateException if the system is terminating
  <M> ActorRef<M> spawn(Behavior<M> behavior);

  /// Like [#spawn(Behavior)], with the mailbox, dispatcher and tags of `props`.
  <M> ActorRef<M> spawn(Behavior<M> behavior, Props props);

  /// Asks a top-level actor to stop after its current message.
  ///
  /// @throws IllegalArgumentException if the ref was not returned by [#spawn] of this system
  void stop(ActorRef<?> ref);

  /// {@return the name this system was created with}
  String name();

  /// {@return the time since this system was created}
  Duration uptime();

  /// {@return a ref that accepts every message and ignores it, for a request whose reply is of no
  /// interest; watching it never yields a notice}
  <M> ActorRef<M> ignoreRef();

  /// {@return the counters and listeners of messages that reached no behavior}
  DeadLetters deadLetters();

  /// {@return the single instance of `key` in this system}
  ///
  /// The first call creates the instance on the calling thread; calls by other threads meanwhile
  /// wait for it.
  ///
  /// @throws IllegalStateException if the calling thread is already creating it, or if the thread
  ///   that was creating it failed; an exception of the factory reaches the caller that ran the
  ///   factory, and the next call tries again
  <T> T extension(Extension<T> key);

  /// {@return the shutdown of this system, to which tasks can be added}
  CoordinatedShutdown coordinatedShutdown();

  /// Inspects all actors: their phase, their queued messages, their last failure, and the stack of
  /// each actor that has been handling one message for 200 milliseconds.
  ///
  /// The inspection costs each actor as much as one message, and costs nothing at other times.
  /// Blocks the caller until the actors have answered on their own turns. An actor is busy only if
  /// it does not reach the end of a message for 200 milliseconds; it is then inspected from
  /// outside, as are all other actors if no actor answers for that time. An actor that calls this
  /// method is itself reported as busy.
  ///
  /// @throws InterruptedException if the caller is interrupted while waiting
  Inspection inspect() throws InterruptedException;

  /// Inspects one actor and its descendants, like [#inspect()].
  ///
  /// @throws IllegalArgumentException if `ref` is not a local actor of this system
  /// @throws InterruptedException if the caller is interrupted while waiting
  ActorStatus inspect(ActorRef<?> ref) throws InterruptedException;

  /// Begins the [CoordinatedShutdown], which stops all actors, children before parents, and returns
  /// at once.
  ///
  /// @return a future that completes when the last phase is over and all actors have stopped
  CompletableFuture<Void> terminate();

  /// Runs the [CoordinatedShutdown], which stops all actors, children before parents, and waits
  /// until it has ended. Idempotent. A task of the shutdown itself does not wait.
  ///
  /// @throws IllegalStateException if called by one of this system's own actors, or if actors are
  ///   still busy [ActorSystemConfig#closeTimeout()] after they were asked to stop; they stop when
  ///   they have finished
  @Override
  void close();

  /// {@return services for modules that build on actors; applications need none of them}
  SystemServices spi();

  /// {@return `name`, if it is a valid name of an actor or a system}
  ///
  /// Names that start with `$` or contain `-$` are generated by the system, so they never clash
  /// with others.
  ///
  /// @throws IllegalArgumentException if it is empty, contains '/' or '-$', or starts with '$'
  static String checkName(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.startsWith("$") || name.contains("-$")) {
      throw new IllegalArgumentException(
          "A name must not be empty, contain '/' or '-$', or start with '$', but was: '"
              + name
              + "'");
    }
    return name;
  }
}
