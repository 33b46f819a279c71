package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.SystemMessage;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The reply address of one ask: takes the first message; later ones are dead letters. It is also
/// the task of its own timer.
final class Promise<R> extends AbstractRef<R> implements Runnable {

  private final AbstractRef<?> target;
  private final Duration timeout;
  private final Reply<R> reply = new Reply<>();

  private Promise(AbstractRef<?> target, Duration timeout) {
    this.target = target;
    this.timeout = timeout;
  }

  // ---- The asker ----

  static <M, R> R ask(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    Promise<R> promise = begin(target, request, timeout);
    try {
      target.system().environment().await(promise.reply);
    } catch (InterruptedException e) {
      promise.giveUp();
      throw e;
    }
    try {
      return promise.reply.join();
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
    return begin(target, request, timeout).reply;
  }

  /// The one place where an ask begins; it ends in [Reply].
  private static <M, R> Promise<R> begin(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("An ask's timeout is positive, but was: " + timeout);
    }
    ActorSystem system = target.system();
    Promise<R> promise = new Promise<>(target, timeout);
    M message =
        Objects.requireNonNull(request.apply(promise), "an ask's request is a message, not null");
    promise.reply.begin(message, system.environment().scheduler().schedule(timeout, promise));
    Observer observer = system.observer();
    if (observer != Observer.NONE) {
      observer.asked(target, message, timeout, promise);
      promise.reply.whenComplete((_, _) -> observer.askEnded(promise));
    }
    FlightEvents.Ask event = FlightEvents.asking();
    if (event != null) {
      promise.reply.whenComplete(
          (_, failure) -> FlightEvents.answered(event, target, message, failure));
    }
    if (target instanceof LifecycleCell<M> cell) {
      cell.enqueue(new InBand.Request(promise));
    } else {
      promise.reply.forgetRequest();
      target.tell(message);
    }
    return promise;
  }

  /// Of a reply that has come nevertheless, nobody will hear.
  private void giveUp() {
    if (!reply.cancel(/* mayInterruptIfRunning= */ false)
        && reply.state() == CompletableFuture.State.SUCCESS) {
      late(reply.resultNow());
    }
  }

  // ---- The timer ----

  @Override
  public void run() {
    if (!reply.isDone()) {
      reply.completeExceptionally(
          new AskTimeoutException(target.path(), reply.requestClass(), timeout));
    }
  }

  // ---- The target's activation ----

  Object request() {
    return reply.request();
  }

  /// {@return whether the ask has ended without an answer, so that nobody waits for one any more}
  boolean isGivenUp() {
    return reply.isCompletedExceptionally();
  }

  /// Called when the request has been handled. {@return whether nobody waits for an answer any
  /// more}
  boolean isSettled() {
    boolean settled = reply.isDone();
    if (settled && system().observer() == Observer.NONE) { // else it may be delivered once more
      reply.forgetRequest();
    }
    return settled;
  }

  void targetStopped(StopReason reason, @Nullable Throwable failure) {
    if (!isSettled()) {
      reply.completeExceptionally(
          new AskTargetStoppedException(target.path(), reply.requestClass(), reason, failure));
    }
  }

  // ---- Any thread ----

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

  @Override
  public ActorPath path() {
    return ActorSystem.ASK_PATH;
  }

  @Override
  public ActorSystem system() {
    return target.system();
  }
}
