package io.aether.benchmarks.contender;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// One actor framework, as the workloads use it. Each contender is used in the fastest way that its
/// own documentation offers. Every call goes through this interface, so the cost of the interface
/// is the same for all.
///
/// @param <R> the refs of the contender
/// @param <C> the context that it passes to an actor with each message
public interface Contender<R, C> extends AutoCloseable {

  /// The timeout of an ask. No workload reaches it, but the timer is set.
  Duration ASK_TIMEOUT = Duration.ofSeconds(30);

  /// Sends a message. Any thread.
  void tell(R ref, Object message);

  /// {@return the ref of the running actor}
  R self(C context);

  /// Starts an unnamed child of the running actor.
  R spawn(C context, Actor<C> actor);

  /// Sends the running actor a message later; the timers of one actor have different keys.
  void schedule(C context, Object key, Duration delay, Object message);

  /// Sends a [Request] and returns the future reply. Any thread.
  CompletableFuture<Object> ask(R ref);

  /// Sends a [Request] and waits for the reply. Called outside of actors.
  default Object askAndWait(R ref) throws InterruptedException, ExecutionException {
    return ask(ref).get();
  }

  /// Starts a top-level actor, lets it create something on its own turn, usually its children, and
  /// waits for this.
  <T> Group<T> start(Function<C, T> make);

  /// {@return whether thousands of actors may block at the same time}
  default boolean actorsMayBlock() {
    return true;
  }

  /// {@return a contender whose messages carry a context; this contender if it has no such feature}
  default Contender<R, C> carrying() {
    return this;
  }

  /// Runs `sends` with a context bound, if this is [#carrying] one.
  default void inContext(Runnable sends) {
    sends.run();
  }

  @Override
  void close();

  /// A top-level actor and the objects that it has created.
  interface Group<T> extends AutoCloseable {

    /// {@return the object that the actor created when it started}
    T made();

    /// Stops the actor and its children, and waits until they have stopped.
    @Override
    void close();
  }
}
