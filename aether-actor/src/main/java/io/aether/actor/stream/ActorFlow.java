package io.aether.actor.stream;

import io.aether.actor.ActorRef;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// A step of a stream that asks an actor about each element and passes on the replies, in the order
/// of the elements: a [java.util.concurrent.Flow.Processor] for one subscriber.
///
/// ```java
/// orders.subscribe(pricing);
/// pricing.subscribe(invoices);
/// // where
/// var pricing = ActorFlow.<Order, Query, Price>ask(
///     context::spawn, 8, prices, (order, replyTo) -> new Query(order, replyTo), Duration.ofSeconds(3));
/// ```
///
/// At most `parallelism` elements are in flight: asked about, or answered and not passed on. The
/// first ask that fails ends the stream with its exception, after the replies to earlier elements,
/// and cancels the upstream subscription. The same happens if the recipient of the asks stops, even
/// if no ask is open. If it cannot be watched (a sharded entity, a router), only the next ask
/// fails. If the subscriber cancels, the upstream subscription is cancelled, too. The actor of this
/// step stops in all these cases and at the end of the stream; watch [#ref] to notice. Thread-safe.
///
/// @param <T> the elements
/// @param <R> the replies
@Stable
public final class ActorFlow<T, R> extends Outlet<R> implements Flow.Processor<T, R> {

  private final Question<T, R> question;

  // Guarded by this; written and read by any thread.
  private final Deque<CompletableFuture<R>> replies = new ArrayDeque<>();
  private Flow.@Nullable Subscription upstream;
  private boolean complete;
  private @Nullable Throwable upstreamFailure;

  /// Set when the recipient of the asks has stopped.
  private @Nullable IllegalStateException targetFailure;

  /// The number of elements to be requested.
  private long credit;

  private interface Question<T, R> {
    CompletableFuture<R> ask(T element);
  }

  private ActorFlow(Spawner where, int parallelism, ActorRef<?> target, Question<T, R> question) {
    super(where, target);
    this.credit = parallelism;
    this.question = question;
  }

  /// Starts a step that asks `target`.
  ///
  /// @param where starts the actor of the step: `context::spawn` or `system::spawn`
  /// @param parallelism how many elements may be in flight, at least 1
  /// @param request creates the request from an element and the ref to reply to; runs on the
  ///   publisher's thread
  /// @param timeout how long each ask may take
  /// @param <Q> the requests
  /// @throws IllegalArgumentException if `parallelism` or `timeout` is not positive
  public static <T, Q, R> ActorFlow<T, R> ask(
      Spawner where,
      int parallelism,
      ActorRef<Q> target,
      BiFunction<? super T, ActorRef<R>, ? extends Q> request,
      Duration timeout) {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(timeout, "timeout");
    Objects.requireNonNull(request, "request");
    if (parallelism < 1 || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "Parallelism and timeout are positive, but were: %d, %s".formatted(parallelism, timeout));
    }
    ActorFlow<T, R> step =
        new ActorFlow<>(
            where,
            parallelism,
            target,
            element -> target.askAsync(replyTo -> request.apply(element, replyTo), timeout));
    step.listen();
    return step;
  }

  /// {@return the actor that this step runs on} It stops when the stream has ended, and can be
  /// watched.
  public ActorRef<?> ref() {
    return actor();
  }

  // ---- Upstream; any thread ----

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    Objects.requireNonNull(subscription, "subscription");
    boolean refused;
    synchronized (this) {
      refused = upstream != null || isOver();
      if (!refused) {
        upstream = subscription;
      }
    }
    if (refused) {
      subscription.cancel();
    } else {
      poke();
    }
  }

  @Override
  public void onNext(T element) {
    Objects.requireNonNull(element, "element");
    synchronized (this) {
      if (isOver()) {
        return; // it was in flight when this step was cancelled
      }
    }
    CompletableFuture<R> reply;
    try {
      reply = question.ask(element);
    } catch (RuntimeException failed) {
      reply = CompletableFuture.failedFuture(failed);
    }
    synchronized (this) {
      replies.add(reply);
    }
    reply.whenComplete((_, _) -> poke());
  }

  @Override
  public void onError(Throwable cause) {
    Objects.requireNonNull(cause, "cause");
    synchronized (this) {
      complete = true;
      upstreamFailure = cause;
    }
    poke();
  }

  @Override
  public void onComplete() {
    synchronized (this) {
      complete = true;
    }
    poke();
  }

  // ---- The actor ----

  @Override
  synchronized @Nullable Runnable next() {
    Flow.Subscription from = upstream;
    if (from != null && credit > 0 && !complete && !isOver()) {
      long count = credit;
      credit = 0;
      return () -> from.request(count);
    }
    return super.next();
  }

  @Override
  @Nullable R poll() {
    CompletableFuture<R> first = replies.peek();
    if (first == null || !first.isDone() || first.isCompletedExceptionally()) {
      return null;
    }
    replies.remove();
    return first.join();
  }

  @Override
  boolean isDrained() {
    CompletableFuture<R> first = replies.peek();
    if (first == null && complete) {
      failure = upstreamFailure;
      return true;
    }
    if (first != null && first.isDone()) {
      failure = first.isCompletedExceptionally() ? first.exceptionNow() : null;
      return failure != null;
    }
    failure = targetFailure; // no reply will follow, neither to a present ask nor to a later one
    return failure != null;
  }

  @Override
  void watchedEnded(Signal.Terminated end) {
    synchronized (this) {
      targetFailure =
          new IllegalStateException(
              "%s asks %s, which has stopped (%s)".formatted(this, end.ref().path(), end.reason()));
    }
  }

  @Override
  void emitted() {
    synchronized (this) {
      credit++;
    }
  }

  @Override
  void ended(boolean cancelled) {
    Flow.Subscription from;
    synchronized (this) {
      replies.clear();
      from = complete ? null : upstream;
      upstream = null;
    }
    if (from != null) {
      from.cancel();
    }
  }

  @Override
  void take(Object message) {
    throw new IllegalArgumentException(
        "Only pokes are expected, but " + SafeText.of(message) + " came");
  }
}
