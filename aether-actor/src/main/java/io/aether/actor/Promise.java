package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.SystemMessage;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// The reply address of one ask: takes the first message; later ones are dead letters.
final class Promise<R> extends AbstractRef<R> {

  private final ActorSystem system;
  private final CompletableFuture<R> reply = new CompletableFuture<>();

  /// Any thread; see [ActorSystem#export].
  volatile boolean exported;

  private Promise(ActorSystem system) {
    this.system = system;
  }

  static <M, R> R ask(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    CompletableFuture<R> reply = askAsync(target, request, timeout);
    target.system().environment().await(reply);
    try {
      return reply.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AskTimeoutException timedOut) {
        timedOut.fillInStackTrace(); // the caller's stack says more than the timer's
        throw timedOut;
      }
      throw e;
    }
  }

  static <M, R> CompletableFuture<R> askAsync(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout) {
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("An ask's timeout is positive, but was: " + timeout);
    }
    ActorSystem system = target.system();
    Environment environment = system.environment();
    Promise<R> promise = new Promise<>(system);
    M message =
        Objects.requireNonNull(request.apply(promise), "an ask's request is a message, not null");
    Cancellable timer =
        environment
            .scheduler()
            .schedule(
                timeout,
                () ->
                    promise.reply.completeExceptionally(
                        new AskTimeoutException(target.path(), message.getClass(), timeout)));
    promise.reply.whenComplete((_, _) -> {
      timer.cancel();
      if (promise.exported) {
        system.unexport(promise);
      }
      system.observer().askEnded(promise);
    });
    system.observer().asked(target, message, timeout, promise);
    FlightEvents.Ask event = FlightEvents.asking();
    if (event != null) {
      promise.reply.whenComplete(
          (_, failure) -> FlightEvents.answered(event, target, message, failure));
    }
    target.tell(message);
    return promise.reply;
  }

  boolean isDone() {
    return reply.isDone();
  }

  @Override
  public void tell(R message) {
    Observer observer = system.observer();
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
      system.deadLetters().publish(message, path(), DeadLetter.Reason.LATE_REPLY);
    }
  }

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Watch(var watcher) -> {
        var end = new SystemMessage.Notify(new Signal.Terminated(this, StopReason.OWN_DECISION));
        reply.whenComplete((_, _) -> AbstractRef.of(watcher).send(end));
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
    return system;
  }
}
