package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.inspect.TargetState;
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

/// The reply address of one ask. It takes the first message; later messages are dead letters. It is
/// also its own timer.
///
/// Completing the future runs the code that users have chained to it. So an ask ends on the thread
/// that sends the reply, or, if it fails, on a turn of the system's
/// [io.aether.actor.spi.Completions]. The thread that notices a failure completes the future itself
/// if this only wakes the asker; the timers thread, for example, does so for an asker that blocks
/// in [ActorRef#ask] and is not an actor.
final class Promise<R> extends AbstractRef<R> implements Scheduler.Alarm {

  private static final Logger LOG = LoggerFactory.getLogger(Promise.class);

  private final AbstractRef<?> target;

  /// The actor that asks, or null.
  private final @Nullable ActorCell<?> asker = ActorCell.running();

  private final Duration timeout;

  /// The class of the request. The request itself belongs to its mailbox entry, so a reply address
  /// that is still reachable does not keep the request reachable. Written before the request is
  /// enqueued; read by any thread.
  private Class<?> request = Object.class;

  /// The future, until the ask ends; then a shared future with the same kind of outcome, so that
  /// neither a timer that is not processed yet nor a reachable reply address keeps the value or the
  /// failure reachable. Written by the thread that ends the ask, read by any thread: both futures
  /// are done, so a late reader may read either.
  private Reply<R> reply;

  /// The due time of the timer. Set before the scheduler reads it.
  private long due;

  private Promise(AbstractRef<?> target, Duration timeout, Reply<R> reply) {
    if (!Objects.requireNonNull(timeout, "timeout").isPositive()) {
      throw new IllegalArgumentException("An ask's timeout must be positive, but was: " + timeout);
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
    ActorCell<?> asker = promise.asker;
    FlightEvents.Ask event = FlightEvents.asking();
    try {
      if (asker != null) {
        asker.await(promise);
        AskChain.report(asker, promise, message.getClass());
      }
      promise.begin(target, message, reply);
      promise.system().environment().await(reply);
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
        failure.fillInStackTrace(); // the caller's stack is more useful
        throw failure;
      }
      throw e;
    }
  }

  static <M, R> CompletableFuture<R> askAsync(
      AbstractRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout) {
    FlightEvents.Ask event = FlightEvents.asking();
    boolean observed =
        event != null || ((LocalActorSystem) target.system()).observer() != Observer.NONE;
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
    Objects.requireNonNull(request, "request");
    return Objects.requireNonNull(request.apply(this), "an ask's request function returned null");
  }

  /// The only place where an ask begins; it ends in [Reply].
  ///
  /// @param to the target, as a ref that accepts `message`
  /// @param future receives the reply
  private <M> void begin(AbstractRef<M> to, M message, Reply<R> future) {
    LocalActorSystem system = system();
    request = message.getClass();
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
    } catch (Throwable failure) { // thrown by an interceptor or by the ref
      end(future, failure); // cancels the timer
      throw failure;
    }
  }

  /// Sends the request, to the target or on to another actor.
  <M> void send(AbstractRef<M> to, M message) {
    switch (to) {
      case ActorCell<M> cell -> cell.enqueue(new InBand.Request(this, message));
      case AdapterRef<M> adapter -> adapter.ask(message, this);
      default -> Sending.during(this, message, () -> to.tell(message));
    }
  }

  /// Ends the ask; a reply that arrives anyway is a dead letter.
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

  /// Called on the timers thread, which only enqueues. The explanation for an actor that waits is
  /// made before the actor continues, because its own wait may be a part of the explanation.
  @Override
  public void run() {
    Reply<R> open = reply;
    if (open.isDone()) {
      return;
    }
    if (asker == null && open instanceof Reply.Awaited<R>) {
      end(open, Reply.TIME_IS_OVER);
    } else {
      system().complete(this::timeOut);
    }
  }

  private void timeOut() {
    Reply<R> open = reply;
    if (!open.isDone()) {
      end(open, timedOut());
    }
  }

  private AskException.TimedOut timedOut() {
    return new AskException.TimedOut(target.path(), request, timeout, targetState());
  }

  /// The ask must end even if this fails.
  private @Nullable TargetState targetState() {
    try {
      return target instanceof ActorCell<?> cell ? system().explanations().of(cell, this) : null;
    } catch (RuntimeException | Error e) {
      LOG.error("{}: an ask timed out, and its explanation failed", target, SafeText.printable(e));
      return null;
    }
  }

  Duration timeout() {
    return timeout;
  }

  // ---- Between asker and target ----

  void replaceRequest(Object another) {
    request = another.getClass();
  }

  // ---- The target's activation ----

  /// {@return whether the ask has ended without an answer, so the asker no longer waits for one}
  boolean isGivenUp() {
    return reply.isCompletedExceptionally();
  }

  AbstractRef<?> target() {
    return target;
  }

  boolean isDone() {
    return reply.isDone();
  }

  /// Called when the actor that owes the answer stops, or has stopped.
  ///
  /// @param actor the target, or the actor to which the target has passed the request
  /// @param failure the failure that stops it, or null
  void targetStopped(ActorRef<?> actor, StopReason reason, @Nullable Throwable failure) {
    if (!isDone()) {
      fail(new AskException.TargetStopped(actor.path(), request, reason, failure));
    }
  }

  /// The actor failed while it handled the request, and continues without it.
  void targetFailed(ActorRef<?> actor, Throwable failure) {
    if (!isDone()) {
      fail(new AskException.TargetFailed(actor.path(), request, failure));
    }
  }

  /// The target had put the request aside and has removed it.
  void dropped() {
    if (!isDone()) {
      fail(new AskException.Dropped(target.path(), request));
    }
  }

  /// Adds this ask to `owed` until it ends; has no effect if it has already ended.
  void owedTo(OwedAnswers owed) {
    reply.owedTo(owed, this);
  }

  // ---- Any thread ----

  /// Ends the ask without a reply. Called by a thread that has noticed the failure but must not run
  /// the code chained to the future. A reply that arrives first wins.
  private void fail(AskException failure) {
    Reply<R> open = reply;
    if (open instanceof Reply.Awaited<R> || !open.hasOthersDependents()) {
      end(open, failure);
    } else {
      system().complete(() -> end(open, failure));
    }
  }

  private void end(Reply<R> open, Throwable failure) {
    if (open.completeExceptionally(failure)) {
      reply = Reply.failed();
    }
  }

  /// The request has found no room, in the mailbox or the stash of the target or of an actor to
  /// which the target has passed it on, or had to make room there.
  void overflown() {
    if (!isDone()) {
      fail(new AskException.Overflow(target.path(), request));
    }
  }

  /// The request has reached no behavior that handles it.
  void undelivered(DeadLetter.Reason reason) {
    if (!isDone()) {
      fail(new AskException.Undelivered(target.path(), request, reason));
    }
  }

  /// {@return whether the asker blocks until the ask is over}
  boolean isAwaited() {
    return reply instanceof Reply.Awaited<R>;
  }

  /// {@return whether `message` was accepted as the answer}
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

  /// Runs `task` once when the ask is over, or at once if it is already over.
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
        // There is nothing to stop, and a watcher ignores a notice it no longer expects.
      }
    }
  }

  /// The path is below that of the asker, so that the dead letter of a late reply names the asker.
  @Override
  public ActorPath path() {
    return asker == null ? LocalActorSystem.ASK_PATH : asker.path().child("$ask");
  }

  @Override
  public LocalActorSystem system() {
    // The asker's, if it is an actor: its environment runs the timer and completes the future. It
    // is
    // cast because there is no other implementation.
    return asker == null ? (LocalActorSystem) target.system() : asker.system();
  }
}
