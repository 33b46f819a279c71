package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Scheduler;
import io.aether.actor.spi.SystemMessage;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The reply address of one ask: takes the first message; later ones are dead letters. It is also
/// its own timer.
///
/// Completing the future runs what users have chained to it, so an ask ends on the thread that
/// sends the reply, or, if it fails, on a turn of the system's [io.aether.actor.spi.Completions].
/// The thread that notices a failure completes the future itself if that only wakes the asker: so
/// the timers thread does for an asker that blocks in [ActorRef#ask] and is no actor.
final class Promise<R> extends AbstractRef<R> implements Scheduler.Alarm {

  private static final Logger LOG = LoggerFactory.getLogger(Promise.class);

  private final AbstractRef<?> target;

  /// The actor that asks, if it is one.
  private final @Nullable LifecycleCell<?> asker = LifecycleCell.running();

  private final Duration timeout;

  /// The request or, once that is of no more use here, its class. Set before it is sent, then owned
  /// by the target's activation; read without ordering by what explains a timeout.
  private Object request = Object.class;

  /// The future or, once it has its value, one that stands for any such: a timer not worked off
  /// yet, and whoever keeps the address, would keep the value. Either will do for whoever reads
  /// this late.
  private Reply<R> reply;

  /// When the timer is due. Set before the scheduler looks at it.
  private long due;

  private Promise(AbstractRef<?> target, Duration timeout, Reply<R> reply) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("An ask's timeout is positive, but was: " + timeout);
    }
    this.target = target;
    this.timeout = timeout;
    this.reply = reply;
  }

  // ---- The asker ----

  static <M, R> R ask(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    Reply<R> reply = new Reply.Awaited<>();
    Promise<R> promise = new Promise<>(target, timeout, reply);
    M message = promise.request(request);
    LifecycleCell<?> asker = promise.asker;
    FlightEvents.Ask event = FlightEvents.asking();
    try {
      if (asker != null) {
        asker.await(promise);
        AskChain.report(asker, promise, message.getClass());
      }
      promise.begin(target, message, reply);
      target.system().environment().await(reply);
    } catch (InterruptedException e) {
      promise.giveUp(reply);
      throw e;
    } finally {
      if (asker != null) {
        asker.await(null);
      }
      if (event != null) {
        FlightEvents.answered(event, target, message, reply.failure());
      }
    }
    try {
      return reply.join();
    } catch (CompletionException e) {
      if (e.getCause() == Reply.TIME_IS_OVER) {
        throw promise.timedOut();
      }
      if (e.getCause() instanceof AskException failure) {
        failure.fillInStackTrace(); // the caller's stack says more than that of whoever noticed
        throw failure;
      }
      throw e;
    }
  }

  static <M, R> CompletableFuture<R> askAsync(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout) {
    FlightEvents.Ask event = FlightEvents.asking();
    boolean observed = event != null || target.system().observer() != Observer.NONE;
    Reply<R> reply = observed ? new Reply.Observed<>() : new Reply<>();
    Promise<R> promise = new Promise<>(target, timeout, reply);
    M message = promise.request(request);
    if (event != null && reply instanceof Reply.Observed<R> its) {
      its.whenOver((_, failure) -> FlightEvents.answered(event, target, message, failure));
    }
    promise.begin(target, message, reply);
    return reply;
  }

  private <M> M request(Function<ActorRef<R>, ? extends M> request) {
    return Objects.requireNonNull(request.apply(this), "an ask's request is a message, not null");
  }

  /// The one place where an ask begins; it ends in [Reply].
  ///
  /// @param to the target, as one that accepts `message`
  /// @param future where the reply goes
  private <M> void begin(AbstractRef<M> to, M message, Reply<R> future) {
    ActorSystem system = system();
    request = message;
    Observer observer = system.observer();
    if (observer != Observer.NONE) {
      observer.asked(target, message, timeout, this);
      if (future instanceof Reply.Observed<R> its) {
        its.whenOver((_, _) -> observer.askEnded(this));
      } else {
        future.whenComplete((_, _) -> observer.askEnded(this));
      }
    }
    future.begin(system.environment().scheduler().schedule(timeout, this));
    try {
      send(to, message);
    } catch (Throwable refused) { // by an interceptor, or by the ref
      future.cancel(/* mayInterruptIfRunning= */ false);
      throw refused;
    }
  }

  private <M> void send(AbstractRef<M> to, M message) {
    if (to instanceof LifecycleCell<M> cell) {
      cell.enqueue(new InBand.Request(this));
    } else {
      forgetRequest();
      if (to instanceof AdapterRef<M> adapter) {
        adapter.ask(message, this);
      } else {
        Sending.during(this, message, () -> to.tell(message));
      }
    }
  }

  /// Ends the ask; a reply that has come nevertheless is a dead letter.
  private void giveUp(Reply<R> future) {
    if (!future.cancel(/* mayInterruptIfRunning= */ false)
        && future.state() == CompletableFuture.State.SUCCESS) {
      late(future.resultNow());
    }
  }

  // ---- The timer ----

  @Override
  public void setDue(long due) {
    this.due = due;
  }

  @Override
  public long due() {
    return due;
  }

  @Override
  public boolean isOver() {
    return reply.isDone();
  }

  @Override
  public boolean onlySends() {
    return system().observer() == Observer.NONE;
  }

  /// On the timers thread, which only enqueues. An actor that waits is explained to before it goes
  /// on, since its own wait may be a part of the explanation.
  @Override
  public void run() {
    Reply<R> open = reply;
    if (open.isDone()) {
      return;
    }
    if (asker == null && open instanceof Reply.Awaited<R>) {
      open.completeExceptionally(Reply.TIME_IS_OVER);
    } else {
      system().completions().execute(this::timeOut);
    }
  }

  private void timeOut() {
    Reply<R> open = reply;
    if (!open.isDone()) {
      open.completeExceptionally(timedOut());
    }
  }

  private AskTimeoutException timedOut() {
    return new AskTimeoutException(target.path(), requestClass(), timeout, targetState());
  }

  /// The ask must end even if this fails.
  private @Nullable TargetState targetState() {
    try {
      return target instanceof LifecycleCell<?> cell
          ? system().explanations().of(cell, this)
          : null;
    } catch (RuntimeException e) {
      LOG.error("{}: an ask timed out, and its explanation failed", target, e);
      return null;
    }
  }

  Duration timeout() {
    return timeout;
  }

  // ---- What stands between asker and target ----

  void replaceRequest(Object another) {
    request = another;
  }

  // ---- The target's activation ----

  Object request() {
    return request;
  }

  private Class<?> requestClass() {
    Object known = request;
    return known instanceof Class<?> its ? its : known.getClass();
  }

  /// Lets go of the request, which nobody will handle again.
  private void forgetRequest() {
    request = requestClass();
  }

  /// {@return whether the ask has ended without an answer, so that nobody waits for one any more}
  boolean isGivenUp() {
    return reply.isCompletedExceptionally();
  }

  AbstractRef<?> target() {
    return target;
  }

  boolean isDone() {
    return reply.isDone();
  }

  /// Called when the request has been handled. {@return whether nobody waits for an answer any
  /// more}
  boolean isSettled() {
    boolean settled = reply.isDone();
    if (settled && system().observer() == Observer.NONE) { // else it may be delivered once more
      forgetRequest();
    }
    return settled;
  }

  void targetStopped(StopReason reason, @Nullable Throwable failure) {
    if (!isSettled()) {
      fail(new AskTargetStoppedException(target.path(), requestClass(), reason, failure));
    }
  }

  // ---- Any thread ----

  /// Ends the ask without a reply, for a thread that has noticed the failure and has other things
  /// to do than to run what is chained to the future. A reply that comes first wins.
  private void fail(AskException failure) {
    Reply<R> open = reply;
    if (open instanceof Reply.Awaited<R> || !open.hasOthersDependents()) {
      open.completeExceptionally(failure);
    } else {
      system().completions().execute(() -> open.completeExceptionally(failure));
    }
  }

  /// The request has found no room. Called by the asker's thread within [#send], so nothing is
  /// chained to the future yet.
  void overflown() {
    reply.completeExceptionally(new AskOverflowException(target.path(), requestClass()));
  }

  /// The request had to make room, or has waited for room too long.
  void overflownLater() {
    if (!reply.isDone()) {
      fail(new AskOverflowException(target.path(), requestClass()));
    }
  }

  /// {@return whether the asker blocks until the ask is over}
  boolean isAwaited() {
    return reply instanceof Reply.Awaited<R>;
  }

  /// {@return whether this was the answer}
  @Override
  public boolean offer(R message) {
    boolean open = !reply.isDone();
    if (open) {
      tell(message);
    }
    return open;
  }

  @Override
  public void tell(R message) {
    Observer observer = system().observer();
    if (observer == Observer.NONE) {
      deliver(message);
    } else {
      observer.sending(
          this,
          message,
          () -> {
            observer.sent(this, message);
            deliver(message);
          });
    }
  }

  private void deliver(R message) {
    if (!reply.complete(message)) {
      late(message);
    } else {
      reply = Reply.answered();
    }
  }

  private void late(R message) {
    system().deadLetters().publish(message, path(), DeadLetter.Reason.LATE_REPLY);
  }

  /// Runs `task` once when the ask is over, at once if it is already.
  void whenOver(Runnable task) {
    reply.whenComplete((_, _) -> task.run());
  }

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Watch(var watcher) -> {
        var end = new SystemMessage.Notify(new Signal.Terminated(this, StopReason.OWN_DECISION));
        whenOver(() -> AbstractRef.of(watcher).send(end));
      }
      case SystemMessage.Stop _, SystemMessage.Unwatch _, SystemMessage.Notify _ -> {
        // Nothing to stop; a watcher ignores a notice it no longer wants.
      }
    }
  }

  /// Beneath whoever asks, so that the dead letter of a late reply names it.
  @Override
  public ActorPath path() {
    return asker == null ? ActorSystem.ASK_PATH : asker.path().child("$ask");
  }

  @Override
  public ActorSystem system() {
    return target.system();
  }
}
