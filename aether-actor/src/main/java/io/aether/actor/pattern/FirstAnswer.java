package io.aether.actor.pattern;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SystemServices;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request that is sent to several routees; the sender gets the first reply. See
/// [Routing#scatterGather] and [Routing#tailChopping].
///
/// Each routee is asked with a ref of its own, so replies cannot be confused; this also works for
/// routees on other nodes.
final class FirstAnswer<M, R> {

  /// The functions and the timeout of a routing that asks.
  record Asking<M, R>(
      Function<? super M, ActorRef<R>> replyTo,
      BiFunction<? super M, ? super ActorRef<R>, ? extends M> withReplyTo,
      Duration within) {

    Asking {
      Arguments.required(replyTo, "the replyTo function");
      Arguments.required(withReplyTo, "the withReplyTo function");
      Arguments.positive(within, "the time within which an answer counts");
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(FirstAnswer.class);
  private static final ActorPath PATH = new ActorPath("/first-answer");

  private final Asking<M, R> asking;
  private final M request;
  private final List<ActorRef<M>> routees;
  private final ActorRef<R> replyTo;
  private final SystemServices services;

  /// The number of asks that may still get a reply, plus one while more asks may follow. Any
  /// thread.
  private final AtomicInteger open = new AtomicInteger(1);

  /// Any thread.
  private final AtomicBoolean answered = new AtomicBoolean();

  /// The timer of the next attempt. Written by the thread that schedules it, and read by the thread
  /// of the first reply.
  private volatile @Nullable Cancellable timer;

  FirstAnswer(Asking<M, R> asking, M request, List<ActorRef<M>> routees) {
    this.asking = asking;
    this.request = request;
    this.routees = routees;
    this.replyTo =
        Arguments.required(asking.replyTo.apply(request), "the ref that a request is to answer to");
    this.services = AbstractRef.of(routees.getFirst()).system().spi();
  }

  void scatter() {
    for (ActorRef<M> each : routees) {
      ask(each, asking.within);
    }
    settle();
  }

  /// Asks the routees one after the other, beginning with that at `first`.
  void chop(int first, Duration interval) {
    attempt(first, 0, interval, asking.within);
  }

  /// @param rest the remaining time in which a reply counts
  private void attempt(int first, int number, Duration interval, Duration rest) {
    if (answered.get()) {
      return;
    }
    ask(routees.get((first + number) % routees.size()), rest);
    Duration then = rest.minus(interval);
    if (number + 1 == routees.size() || !then.isPositive()) {
      settle();
      return;
    }
    // The timers thread only starts a thread, since copying the request runs code of the
    // application.
    Environment environment = services.environment();
    Runnable next = () -> attempt(first, number + 1, interval, then);
    timer =
        environment
            .scheduler()
            .schedule(interval, () -> services.fork("aether-tail-chopping", next));
    if (answered.get()) {
      cancelTimer();
    }
  }

  private void ask(ActorRef<M> routee, Duration timeout) {
    open.incrementAndGet();
    try {
      routee
          .<R>askAsync(ref -> asking.withReplyTo.apply(request, ref), timeout)
          .whenComplete((answer, failure) -> ended(answer, failure));
    } catch (RuntimeException failure) { // of the function, or of a routee whose mailbox is full
      SafeLog.warn(
          LOG,
          "%s could not be asked a %s".formatted(routee, request.getClass().getName()),
          failure);
      settle();
    }
  }

  private void ended(@Nullable R answer, @Nullable Throwable failure) {
    if (failure != null || answer == null) {
      settle();
    } else if (answered.compareAndSet(false, true)) {
      cancelTimer();
      services.passOn(answer, replyTo);
    }
  }

  private void cancelTimer() {
    Cancellable next = timer;
    if (next != null) {
      next.cancel();
    }
  }

  /// Called when one ask has ended without a reply, or when no more asks follow.
  private void settle() {
    if (open.decrementAndGet() == 0 && !answered.get()) {
      services.deadLetter(request, PATH, DeadLetter.Reason.EXPIRED);
    }
  }
}
