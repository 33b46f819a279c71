package io.aether.actor;

import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;

/// An actor's access to itself, its children, its timers and its system.
///
/// A context is valid only inside the behavior it was passed to, while that behavior is running:
/// any other use throws an [IllegalStateException] that says so. [#self()] and [#system()] are the
/// exceptions: any thread may call them, at any time.
///
/// @param <M> the messages the actor accepts
@Stable
public interface ActorContext<M> {

  /// {@return this actor's own ref}
  ActorRef<M> self();

  /// {@return the system this actor lives in}
  ActorSystem system();

  /// Starts a child. The child stops when this actor stops, and when this actor restarts, unless
  /// the restart [keeps its children][SupervisorStrategy.Restart#withChildrenKept].
  ///
  /// @throws IllegalArgumentException if the name is empty, contains '/' or '-$' or starts with
  ///   '$', or if a child with this name has not stopped yet; or if `behavior` is
  ///   [Behaviors#same()] or [Behaviors#unhandled()], with which no actor can start
  /// @throws IllegalStateException if this actor is stopping, as in its handler of
  ///   [Signal.PostStop]: a child started then would outlive it
  <C> ActorRef<C> spawn(Behavior<C> behavior, String name);

  /// Starts a child under a generated name, which starts with `$`.
  <C> ActorRef<C> spawn(Behavior<C> behavior);

  /// Like [#spawn(Behavior, String)], with the mailbox, dispatcher and tags of `props`.
  <C> ActorRef<C> spawn(Behavior<C> behavior, String name, Props props);

  /// Like [#spawn(Behavior)], with the mailbox, dispatcher and tags of `props`.
  <C> ActorRef<C> spawn(Behavior<C> behavior, Props props);

  /// Starts a child under a generated name that begins with `prefix`, such as `worker-$7`. No other
  /// actor has this name or can have it.
  ///
  /// @throws IllegalArgumentException if the prefix is not a valid name
  <C> ActorRef<C> spawnUnique(Behavior<C> behavior, String prefix);

  /// Asks a child to stop after its current message. Its queued messages become dead letters.
  ///
  /// @throws IllegalArgumentException if the ref is not a child of this actor
  void stop(ActorRef<?> child);

  /// {@return the children that have not stopped yet, in no particular order}
  List<ActorRef<?>> children();

  /// {@return the child with this name, given or generated, if it has not stopped yet}
  Optional<ActorRef<?>> child(String name);

  /// Requests [Signal.Terminated] when `other` stops, or at once if it has already stopped; a
  /// parent whose child fails receives [Signal.ChildFailed] instead. A behavior that leaves the
  /// signal unhandled fails with a [Signal.DeathPactException]. Idempotent.
  ///
  /// A sharded entity and a direct router cannot be watched, because they have no end of their own:
  /// an entity may stop and be started again elsewhere.
  ///
  /// @throws IllegalArgumentException if `other` is this actor itself, or cannot be watched
  void watch(ActorRef<?> other);

  /// Like [#watch], but sends this actor `message` in place of the signal.
  ///
  /// @throws IllegalStateException if `other` is already watched in another way
  void watchWith(ActorRef<?> other, M message);

  /// Ends [#watch]: from now on, no [Signal.Terminated] for `other` is delivered, even if one is
  /// already in flight.
  void unwatch(ActorRef<?> other);

  /// {@return this actor's timers} Timers end when the actor stops or restarts. A timer that is
  /// started in a handler of [Signal.PreRestart] or [Signal.PostStop] ends at once.
  Timers<M> timers();

  /// Sends this actor `message` whenever it has received no message for `timeout`, until the
  /// receive timeout is cancelled, replaced, or ended by a restart. Signals, timers and messages
  /// that are [ActorContext.NotInfluenceReceiveTimeout] do not count as messages; messages that the
  /// actor sends to itself do. `message` arrives without a [TravellingContext], because no message
  /// has caused it.
  ///
  /// @throws IllegalArgumentException if `timeout` is not positive
  void setReceiveTimeout(M message, Duration timeout);

  /// Ends [#setReceiveTimeout], even if the message is already in flight.
  void cancelReceiveTimeout();

  /// Returns a ref for messages of another protocol. Each message is translated by `adapter`, on
  /// this actor's turn, and then handled like any other. The ref lives as long as this actor. An
  /// exception of `adapter` is a failure of this actor; a message for which it returns null is
  /// unhandled.
  ///
  /// A ref that has been sent to another node is kept until this actor stops, because the other
  /// node may use it at any time: create such an adapter once, not for each message. The same
  /// function gives the same ref again if that ref was created recently.
  <O> ActorRef<O> messageAdapter(Function<? super O, ? extends M> adapter);

  /// Sends this actor the outcome of `future`, translated by `toMessage` on this actor's turn. The
  /// function may therefore access the actor's state, and an exception that it throws is a failure
  /// of this actor. If it returns `null`, the outcome becomes a dead letter. The cause of a failure
  /// is passed on without a wrapping
  /// [CompletionException][java.util.concurrent.CompletionException].
  ///
  /// The future does not belong to this actor: it is not cancelled when the actor stops, and its
  /// outcome then becomes a dead letter.
  <R> void pipeToSelf(CompletableFuture<R> future, Function<Outcome<R>, ? extends M> toMessage);

  /// Runs `task` on a virtual thread of its own, where it may block, and sends this actor its
  /// outcome, translated as in [#pipeToSelf].
  ///
  /// The task belongs to this life of the actor: when the actor stops or restarts, the task is
  /// interrupted and its outcome is dropped, even if it is already in the mailbox. Neither the stop
  /// nor the restart waits for the task.
  ///
  /// @return a handle that cancels the task in the same way; an outcome that it already has is
  ///   still delivered
  <R> Cancellable async(Callable<R> task, Function<Outcome<R>, ? extends M> toMessage);

  /// {@return a logger named after the class of this actor's behavior, or with the name
  /// [set][#setLoggerName] for it} The class of a lambda is the class that contains it.
  Logger log();

  /// Sets the name of this actor's logger from now on, restarts included.
  void setLoggerName(String name);

  /// Marks messages that do not count as activity for [ActorContext#setReceiveTimeout].
  interface NotInfluenceReceiveTimeout {}
}
