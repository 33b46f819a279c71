package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.SafeText;
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
  private Reply<R> reply = new Reply<>();

  /// When the timer is due. Set before the scheduler looks at it.
  private long due;

  private Promise(AbstractRef<?> target, Duration timeout) {
    if (!Objects.requireNonNull(timeout, "timeout").isPositive()) {
      throw new IllegalArgumentException("An ask's timeout must be positive, but was: " + timeout);
    }
    this.target = target;
    this.timeout = timeout;
  }

  // ---- The asker ----

  static <M, R> R ask(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    Promise<R> promise = new Promise<>(target, timeout);
    Reply<R> reply = promise.reply;
    M message = promise.request(request);
    LifecycleCell<?> asker = promise.asker;
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
    }
    try {
      return reply.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AskException failure) {
        failure.fillInStackTrace(); // the caller's stack says more than that of whoever noticed
        throw failure;
      }
      throw e;
    }
  }

  static <M, R> CompletableFuture<R> askAsync(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout) {
    Promise<R> promise = new Promise<>(target, timeout);
    Reply<R> reply = promise.reply;
    promise.begin(target, promise.request(request), reply);
    return reply;
  }

  private <M> M request(Function<ActorRef<R>, ? extends M> request) {
    Objects.requireNonNull(request, "request");
    return Objects.requireNonNull(request.apply(this), "an ask's request is a message, not null");
  }

  /// The one place where an ask begins; it ends in [Reply].
  ///
  /// @param to the target, as one that accepts `message`
  /// @param future where the reply goes
  private <M> void begin(AbstractRef<M> to, M message, Reply<R> future) {
    ActorSystem system = system();
    request = message;
    future.begin(system.environment().scheduler().schedule(timeout, this));
    Observer observer = system.observer();
    if (observer != Observer.NONE) {
      observer.asked(target, message, timeout, this);
      future.whenComplete((_, _) -> observer.askEnded(this));
    }
    FlightEvents.Ask event = FlightEvents.asking();
    if (event != null) {
      future.whenComplete((_, failure) -> FlightEvents.answered(event, target, message, failure));
    }
    if (to instanceof LifecycleCell<M> cell) {
      cell.enqueue(new InBand.Request(this));
    } else {
      forgetRequest();
      to.tell(message);
    }
  }

  /// Of a reply that has come nevertheless, nobody will hear.
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
  public void run() {
    if (!reply.isDone()) {
      Class<?> type = requestClass();
      reply.completeExceptionally(
          new AskTimeoutException(target.path(), type, timeout, targetState()));
    }
  }

  /// Whatever happens here, the ask must end.
  private @Nullable TargetState targetState() {
    try {
      return target instanceof LifecycleCell<?> cell
          ? TargetState.of(cell, this, system().mayLookAtStack())
          : null;
    } catch (RuntimeException | Error e) {
      LOG.error(
          "{}: an ask ran out of time, and it cannot be said why", target, SafeText.printable(e));
      return null;
    }
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
      reply.completeExceptionally(
          new AskTargetStoppedException(target.path(), requestClass(), reason, failure));
    }
  }

  // ---- Any thread ----

  /// The request has found no room, or had to make room.
  void overflown() {
    reply.completeExceptionally(new AskOverflowException(target.path(), requestClass()));
  }

  /// The target had put the request aside and has dropped it.
  void dropped() {
    reply.completeExceptionally(new AskDroppedException(target.path(), requestClass()));
  }

  /// {@return whether this was the answer}
  @Override
  public boolean offer(R message) {
    Objects.requireNonNull(message, "message");
    boolean open = !reply.isDone();
    if (open) {
      tell(message);
    }
    return open;
  }

  @Override
  public void tell(R message) {
    Objects.requireNonNull(message, "message");
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
