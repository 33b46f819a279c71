package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.cell.Cells;
import io.aether.actor.spi.AbstractRef;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The address of an actor: the only way to reach it, on this node or another.
///
/// Delivery is at most once. Messages from one sender to one actor arrive in the order in which
/// they were sent, unless its [Mailbox] defines another order. A message to an actor that has
/// stopped becomes a [DeadLetter]; `tell` does not fail for it.
///
/// Refs are immutable, safe to share between threads and safe to put into messages. Two refs are
/// equal when they name the same incarnation of the same actor.
///
/// @param <M> the messages the actor accepts
@Stable
public sealed interface ActorRef<M> permits AbstractRef {

  /// {@return where the actor lives}
  ActorPath path();

  /// Sends `message` and returns at once, with three exceptions. May be called by any thread.
  ///
  /// - If the actor's mailbox is bounded and full, its [Mailbox.Overflow] decides: `tell` may wait,
  ///   or throw a [Mailbox.FullException].
  /// - If the actor runs on [DispatcherSelector#callers()] and is idle, it handles the message
  ///   before `tell` returns. An exception of the handler goes to the actor's supervision.
  /// - If an [OutgoingInterceptor] throws an exception, `tell` throws it, and the message is not
  ///   sent.
  void tell(M message);

  /// Sends `message` if the actor accepts it. Never waits, throws only for a null message, and
  /// never runs the actor: an actor on [DispatcherSelector#callers()] handles an offered message on
  /// a worker.
  ///
  /// The actor does not accept the message if it has stopped, if its mailbox is full, or if an
  /// [OutgoingInterceptor] holds the message back or throws an exception, which is logged. In these
  /// cases nothing happens to the message: it does not become a dead letter. A mailbox that drops
  /// its oldest message accepts every new one.
  ///
  /// Accepted does not mean handled: an actor may stop with the message in its mailbox. For an
  /// actor on another node and for a sharded entity, the result says only that the message is in
  /// flight. For a ref that routes in the calling thread, this method is [#tell], with its
  /// exceptions.
  ///
  /// @return whether the message was accepted
  default boolean offer(M message) {
    tell(message);
    return true;
  }

  /// Sends a request and waits for the reply. Inside an actor this blocks only that actor. Two
  /// actors that ask each other at the same time wait until one of the timeouts ends.
  ///
  /// If the target is an actor of this system, or an adapter of one, the ask ends at once when no
  /// reply can be expected any more: if the actor fails while it handles the request, independent
  /// of the decision of its supervision; if it leaves the request unhandled; or if it stops without
  /// a reply, whether or not it has taken the request. An actor that leaves the reply to another
  /// actor must therefore neither stop nor fail before that actor has replied. Routers forward the
  /// ask with the request, except to several routees. For a remote actor or a sharded entity, none
  /// of this is detected here: such an ask ends by its timeout.
  ///
  /// If the asker no longer waits when the turn of its request comes, from the mailbox or from a
  /// stash, the request is not handled: it becomes a dead letter ([DeadLetter.Reason#EXPIRED]). A
  /// reply that arrives too late also becomes a dead letter ([DeadLetter.Reason#LATE_REPLY]). An
  /// ask that an actor makes while it handles a request has a timeout of its own, independent of
  /// how long the first asker still waits.
  ///
  /// `request` receives the ref to reply to, which is usually the last component of a record:
  ///
  /// ```java
  /// BigDecimal balance = account.ask(GetBalance::new, Duration.ofSeconds(3));
  /// ```
  ///
  /// The timeout bounds the whole call: it counts from the call and includes the wait for room in a
  /// mailbox that blocks its senders ([Mailbox.Overflow#blockSender]).
  ///
  /// @throws AskException.TimedOut if no reply came within `timeout`; the request may have been
  ///   processed, or may yet be, so repeat only idempotent requests
  /// @throws AskException.TargetStopped if the actor stops, or has stopped, without a reply
  /// @throws AskException.TargetFailed if the actor fails while it handles the request, and
  ///   resumes, restarts, or is kept by its supervisor
  /// @throws AskException.Undelivered if the actor does not handle such a request, a router has no
  ///   routee for it, or an [OutgoingInterceptor] holds it back
  /// @throws AskException.Overflow if the actor's mailbox or stash is bounded and had no room, or
  ///   had none within the time for which the mailbox blocks senders; also through a message
  ///   adapter
  /// @throws InterruptedException if the caller is interrupted while waiting; the request was sent,
  ///   and a reply to it becomes a dead letter
  /// @throws IllegalArgumentException if `timeout` is not positive; nothing was sent
  default <R> R ask(Function<ActorRef<R>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    return Cells.ask(this, request, timeout);
  }

  /// Sends a request and returns a future of the reply, which fails with the [AskException] that
  /// [#ask] would throw. A caller that cancels the future, or completes it with a failure, gives up
  /// the ask. A caller that completes it with a value, as `completeOnTimeout` does, does not: the
  /// request is handled, and its reply is a dead letter.
  ///
  /// Never blocks. If the mailbox is full and blocks its senders, the request waits for room in
  /// place of the caller, in its order among blocked senders. It waits no longer than `timeout`,
  /// and no longer than the mailbox would block a sender; in the second case the future fails with
  /// an [AskException.Overflow]. An idle actor on [DispatcherSelector#callers()] is run as by
  /// [#tell].
  ///
  /// Functions chained to the future run on the thread that completes it:
  ///
  /// - for a reply, on the thread that sends it, usually the replying actor's. They must not block,
  ///   because that actor waits for them; chain functions that block by an `...Async` method with
  ///   an executor;
  /// - for a failure, by the timeout or by the end of the actor, on a worker, in a turn of their
  ///   own: there they may block, and delay neither timers nor other asks;
  /// - as with any future, on the caller's thread if the future is already complete.
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
  /// @throws Outcome.RefusedException if the answer is not a value, with the reason that the
  ///   answering actor gave
  default <R> R askOutcome(Function<ActorRef<Outcome<R>>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    return Cells.<M, Outcome<R>>ask(this, request, timeout).orThrow();
  }

  /// {@return this ref, for a sender that sends only a part of the messages that the actor accepts}
  @SuppressWarnings("unchecked") // it accepts more than it will get
  default <N extends M> ActorRef<N> narrow() {
    return (ActorRef<N>) this;
  }
}
