package io.aether.actor;

import io.aether.actor.cell.Cells;
import io.aether.actor.spi.AbstractRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The address of an actor: the only way to reach it, on this node or another.
///
/// Delivery is at most once. Messages from one sender to one actor arrive in the order in which
/// they were sent, unless its [Mailbox] has another one. A message to an actor that has stopped
/// becomes a [DeadLetter]; `tell` does not fail for it.
///
/// Refs are immutable, safe to share between threads and safe to put into messages. Two refs are
/// equal when they name the same incarnation of the same actor.
///
/// @param <M> the messages the actor accepts
public sealed interface ActorRef<M> permits AbstractRef {

  /// {@return where the actor lives}
  ActorPath path();

  /// Sends `message` and returns at once, with three exceptions. May be called by any thread.
  ///
  /// - To an actor whose mailbox is bounded and full, it does what that mailbox says
  ///   ([Mailbox.Overflow]): it may wait, or throw a [Mailbox.FullException].
  /// - To an actor of [DispatcherSelector#callers()] that is idle, it handles the message before it
  ///   returns. What the handler throws goes to the actor's supervision.
  /// - What an [OutgoingInterceptor] throws is thrown, and the message is not sent.
  void tell(M message);

  /// Sends `message` if the actor takes it. Never waits, never throws but for a null, and never
  /// runs the actor: one of [DispatcherSelector#callers()] handles an offer on a worker.
  ///
  /// The actor does not take it if it has stopped, if its mailbox is full, or if an
  /// [OutgoingInterceptor] holds it back or throws, which is logged. Then nothing has happened to
  /// the message, it is no dead letter. A mailbox that drops its oldest message takes every new
  /// one.
  ///
  /// Taken is not handled: an actor may stop with the message in its mailbox. Of an actor on
  /// another node and of a sharded entity, this tells only that the message is on its way. To a ref
  /// that routes in the calling thread, it is a [#tell], with the exceptions of that.
  ///
  /// @return whether the message was taken
  default boolean offer(M message) {
    tell(message);
    return true;
  }

  /// Sends a request and waits for the reply. Inside an actor this blocks only that actor; two
  /// actors that ask each other at the same time wait until one of the timeouts.
  ///
  /// If the target is an actor of this system, or an adapter of one, the ask ends at once when
  /// there is nothing left to wait for: the actor fails while it handles the request, whatever its
  /// supervision decides; it leaves the request unhandled; or it stops without an answer, having
  /// taken the request or not. So an actor that leaves the answer to another one must neither stop
  /// nor fail before that one has given it. Routers pass the ask on with the request, except to
  /// several routees. Of a remote actor or a sharded entity none of this is noticed here: such an
  /// ask ends by its timeout.
  ///
  /// A request whose asker waits no longer when its turn comes, from the mailbox or from a stash,
  /// is not handled: it becomes a dead letter ([DeadLetter.Reason#EXPIRED]), as does a reply that
  /// comes too late ([DeadLetter.Reason#LATE_REPLY]). What an actor asks while it handles a request
  /// has a timeout of its own, however long the first asker still waits.
  ///
  /// `request` is given the ref to reply to, usually the last component of a record:
  ///
  /// ```java
  /// BigDecimal balance = account.ask(GetBalance::new, Duration.ofSeconds(3));
  /// ```
  ///
  /// The timeout bounds the whole call: it counts from the call and includes the wait for room in a
  /// mailbox that blocks its senders ([Mailbox.Overflow#blockSender]).
  ///
  /// @throws AskException.TimedOut if no reply came within `timeout`; the request may have been
  ///   processed, or may yet be, so repeat only what is idempotent
  /// @throws AskException.TargetStopped if the actor stops, or has stopped, without an answer
  /// @throws AskException.TargetFailed if the actor fails while it handles the request, and
  ///   resumes, restarts, or is kept by its supervisor
  /// @throws AskException.Undelivered if the actor does not handle such a request, a router has no
  ///   routee for it, or an [OutgoingInterceptor] holds it back
  /// @throws AskException.Overflow if the actor's mailbox or stash is bounded and had no room, or
  ///   none within the time for which the mailbox blocks senders; also through a message adapter
  /// @throws InterruptedException if the caller is interrupted while waiting; the request was sent,
  ///   and a reply to it is a dead letter
  /// @throws IllegalArgumentException if `timeout` is not positive; nothing was sent
  default <R> R ask(Function<ActorRef<R>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    return Cells.ask(this, request, timeout);
  }

  /// Sends a request and returns a future of the reply, which fails with the [AskException] that
  /// [#ask] would throw. A caller that completes or cancels the future gives the ask up.
  ///
  /// Never blocks. If the mailbox is full and blocks its senders, the request waits for room in
  /// place of the caller, in its order among blocked senders: for as long as the mailbox would
  /// block a sender, then the future fails with an [AskException.Overflow], and for no longer than
  /// `timeout`. With [DispatcherSelector#callers()], an idle actor is run as by [#tell].
  ///
  /// What is chained to the future runs on the thread that completes it:
  ///
  /// - for a reply, the thread that sends it, usually the replying actor's. It must not block, as
  ///   that actor waits for it; chain what blocks by an `...Async` method with an executor;
  /// - for a failure, by the timeout or by the end of the actor, a worker of its own turn: there it
  ///   may block, and holds up neither timers nor other asks;
  /// - as with any future, the caller's own if the future is complete already.
  ///
  /// Inside an actor, use [ActorContext#pipeToSelf(CompletableFuture, Function)].
  ///
  /// @throws IllegalArgumentException if `timeout` is not positive; nothing was sent
  default <R> CompletableFuture<R> askAsync(
      Function<ActorRef<R>, ? extends M> request, Duration timeout) {
    return Cells.askAsync(this, request, timeout);
  }

  /// Like [#ask], for a request that is answered with a value or a refusal: returns the value, or
  /// throws the refusal. The future form is `this.<Outcome<R>>askAsync(...)` and then
  /// `thenApply(Outcome::orThrow)`.
  ///
  /// @throws Outcome.RefusedException if the answer is no value, with the reason the answering
  ///   actor gave
  default <R> R askOutcome(Function<ActorRef<Outcome<R>>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    return Cells.<M, Outcome<R>>ask(this, request, timeout).orThrow();
  }

  /// {@return this ref for one who sends only a part of what the actor accepts}
  @SuppressWarnings("unchecked") // it accepts more than it will get
  default <N extends M> ActorRef<N> narrow() {
    return (ActorRef<N>) this;
  }
}
