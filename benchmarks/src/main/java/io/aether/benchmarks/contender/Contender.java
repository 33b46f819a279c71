package io.aether.benchmarks.contender;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/// One actor framework, as the workloads see it. Each contender is used in the fastest way its own
/// documentation offers, and every call goes through this interface: what it costs, it costs all.
///
/// @param <R> its refs
/// @param <C> what it passes to an actor along with each message
public interface Contender<R, C> extends AutoCloseable {

  /// How long an ask may take. None of the workloads comes near it, but the timer is set.
  Duration ASK_TIMEOUT = Duration.ofSeconds(30);

  /// Sends a message. Any thread.
  void tell(R ref, Object message);

  /// {@return the ref of the running actor}
  R self(C context);

  /// Starts a child of the running actor, without a name of its own.
  R spawn(C context, Actor<C> actor);

  /// Sends the running actor a message later; of two timers of an actor the keys differ.
  void schedule(C context, Object key, Duration delay, Object message);

  /// Sends a [Request] and returns the future reply. Any thread.
  CompletableFuture<Object> ask(R ref);

  /// Sends a [Request] and waits for the reply. Called outside of actors.
  default Object askAndWait(R ref) throws InterruptedException, ExecutionException {
    return ask(ref).get();
  }

  /// Starts an actor at the top of the tree, lets it make something on its own turn, usually its
  /// children, and waits until it has.
  <T> Group<T> start(Function<C, T> make);

  /// {@return whether thousands of actors may block at the same time}
  default boolean actorsMayBlock() {
    return true;
  }

  /// {@return one whose messages carry a context; this one, if there is nothing of the kind}
  default Contender<R, C> carrying() {
    return this;
  }

  /// Runs `sends` with a context bound, if this is [#carrying] one.
  default void inContext(Runnable sends) {
    sends.run();
  }

  @Override
  void close();

  /// An actor at the top of the tree.
  interface Group<T> extends AutoCloseable {

    /// {@return what the actor made when it started}
    T made();

    /// Stops the actor and its children, and waits until they have stopped.
    @Override
    void close();
  }
}
