package io.aether.actor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;

/// An actor's view of the world: itself, its children, its timers.
///
/// Valid only inside the behavior it was passed to, while that behavior is running: any other use
/// throws an [IllegalStateException] that says so. [#self()] and [#system()] are the exceptions;
/// they may be called by any thread, at any time.
///
/// @param <M> the messages the actor accepts
public interface ActorContext<M> {

  /// {@return this actor's own ref}
  ActorRef<M> self();

  /// {@return the system this actor lives in}
  ActorSystem system();

  /// Starts a child. It stops when this actor stops, and when it restarts, unless that [keeps its
  /// children][SupervisorStrategy.Restart#withChildrenKept].
  ///
  /// @throws IllegalArgumentException if the name is empty, contains '/' or '-$' or starts with
  ///   '$', or if a child with this name has not stopped yet; or if `behavior` is
  ///   [Behaviors#same()] or [Behaviors#unhandled()], which are none to start with
  /// @throws IllegalStateException if this actor is stopping, as in its handler of
  ///   [Signal.PostStop]: a child started then would outlive it
  <C> ActorRef<C> spawn(Behavior<C> behavior, String name);

  /// Starts a child under a generated name, which starts with `$`.
  <C> ActorRef<C> spawn(Behavior<C> behavior);

  /// Like [#spawn(Behavior, String)], run and known as `props` say.
  <C> ActorRef<C> spawn(Behavior<C> behavior, String name, Props props);

  /// Like [#spawn(Behavior)], run and known as `props` say.
  <C> ActorRef<C> spawn(Behavior<C> behavior, Props props);

  /// Starts a child under a generated name that begins with `prefix`, as `worker-$7`; no other
  /// actor has it or can have it.
  ///
  /// @throws IllegalArgumentException if the prefix is no name
  <C> ActorRef<C> spawnUnique(Behavior<C> behavior, String prefix);

  /// Asks a child to stop after its current message. Its queued messages become dead letters.
  ///
  /// @throws IllegalArgumentException if the ref is not a child of this actor
  void stop(ActorRef<?> child);

  /// {@return the children that have not stopped yet, in no particular order}
  List<ActorRef<?>> children();

  /// {@return the child with this name, given or generated, if it has not stopped yet}
  Optional<ActorRef<?>> child(String name);

  /// Requests [Signal.Terminated] when `other` stops, or at once if it already has; a parent whose
  /// child fails gets [Signal.ChildFailed] instead. A behavior that leaves the signal unhandled
  /// fails with a [Signal.DeathPactException]. Idempotent.
  ///
  /// What has no end of its own cannot be watched: a sharded entity, which may stop and be started
  /// again elsewhere, and a direct router.
  ///
  /// @throws IllegalArgumentException if `other` is this actor itself, or cannot be watched
  void watch(ActorRef<?> other);

  /// Like [#watch], but sends this actor `message` in place of the signal.
  ///
  /// @throws IllegalStateException if `other` is watched already in another way
  void watchWith(ActorRef<?> other, M message);

  /// Ends [#watch]: after this no [Signal.Terminated] for `other` is delivered, even if one was
  /// already on its way.
  void unwatch(ActorRef<?> other);

  /// {@return this actor's timers} They end when the actor stops or restarts; those that
  /// [Signal.PreRestart] or [Signal.PostStop] start do so at once.
  Timers<M> timers();

  /// Sends this actor `message` whenever it has received none for `timeout`, until that is
  /// cancelled, replaced, or ended by a restart. Signals, timers and messages that are
  /// [ActorContext.NotInfluenceReceiveTimeout] do not count as messages; what the actor tells
  /// itself does. The message comes without a [TravellingContext], as no message has caused it.
  ///
  /// @throws IllegalArgumentException if `timeout` is not positive
  void setReceiveTimeout(Duration timeout, M message);

  /// Ends [#setReceiveTimeout], also if the message is already on its way.
  void cancelReceiveTimeout();

  /// A ref for messages of another protocol: each is translated by `adapter`, on this actor's turn,
  /// and then handled like any other. Lives as long as this actor. An exception of `adapter` is a
  /// failure of this actor; a message that it makes null of is unhandled.
  ///
  /// A ref that has been sent to another node is kept until this actor stops, as the other node may
  /// use it at any time: make such an adapter once, not for each message. The same function gives
  /// the same ref where that was made lately.
  <O> ActorRef<O> messageAdapter(Function<? super O, ? extends M> adapter);

  /// Sends this actor what `future` comes to, translated by `toMessage` on this actor's turn: so
  /// that function may touch the actor's state, its exception is a failure of this actor, and where
  /// it returns `null` what the future came to is a dead letter. The cause of a failure comes
  /// without a wrapping [CompletionException][java.util.concurrent.CompletionException].
  ///
  /// The future belongs to somebody else: it is not cancelled when this actor stops, and what it
  /// comes to is then a dead letter.
  <R> void pipeToSelf(CompletableFuture<R> future, Function<Outcome<R>, ? extends M> toMessage);

  /// Runs `task` on a virtual thread of its own, where it may block, and sends this actor what it
  /// came to, translated like that of [#pipeToSelf].
  ///
  /// The work belongs to this life of the actor: when the actor stops or restarts, the task is
  /// interrupted and nobody hears what it came to, even if that is in the mailbox already. Neither
  /// the stop nor the restart waits for it.
  ///
  /// @return cancels the work in the same way; what it has come to already is still heard
  <R> Cancellable async(Callable<R> task, Function<Outcome<R>, ? extends M> toMessage);

  /// {@return a logger named after the class of this actor's behavior, where a lambda belongs to
  /// the class that contains it, or with the name it was [given][#setLoggerName]}
  Logger log();

  /// Names the logger of this actor from now on, restarts included.
  void setLoggerName(String name);

  /// Marks messages that do not count as activity for [ActorContext#setReceiveTimeout].
  interface NotInfluenceReceiveTimeout {}
}
