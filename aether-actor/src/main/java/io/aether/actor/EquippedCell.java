package io.aether.actor;

import io.aether.actor.spi.Observer;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An actor with something out of the ordinary: somebody observes it, or its [Props] are not the
/// default. A class of its own, so that an ordinary actor does not even ask whether there is
/// anything of the kind. Whatever it has works together with all the rest.
final class EquippedCell<M> extends ActorCell<M> {

  private final Observer observer;

  /// How many messages were handled; for inspections. Written by the activation, read by it, and
  /// without ordering by whoever looks from outside.
  private long handled;

  EquippedCell(
      ActorSystem system,
      @Nullable TreeCell<?> parent,
      @Nullable String name,
      Behavior<M> behavior,
      @Nullable CellExtension extension) {
    super(system, parent, name, behavior, extension);
    this.observer = system.observer();
  }

  // ---- Messages ----

  @Override
  void enqueue(Object mail) {
    if (mail instanceof InBand
        && !(mail instanceof InBand.Adapted)
        && !(mail instanceof InBand.Request)) {
      deliver(mail); // nobody's to lose or to delay
    } else {
      observer.sending(this, InBand.content(mail), () -> deliver(mail));
    }
  }

  private void deliver(Object mail) {
    observer.sent(this, InBand.content(mail));
    super.enqueue(mail);
  }

  @Override
  void onMail(Object mail) {
    observer.handling(this, InBand.content(mail));
    if (!(mail instanceof InBand.Start)) {
      handled++;
    }
    if (mail instanceof Observer.Crash(var cause) && lifecycle == Lifecycle.RUNNING) {
      onFailure(cause);
    } else {
      super.onMail(mail);
    }
    observer.handled(this, behavior);
  }

  @Override
  OptionalLong handled() {
    return OptionalLong.of(handled);
  }

  // ---- Life ----

  @Override
  <C> void starting(ActorCell<C> child) {
    child.behavior = observer.starting(this, child, child.behavior);
    super.starting(child);
  }

  @Override
  void failed(Throwable failure, SupervisorStrategy decision) {
    super.failed(failure, decision);
    observer.failed(this, failure, decision);
  }

  @Override
  void restarting() {
    super.restarting();
    observer.restarting(this);
  }

  @Override
  void signalQuietly(Signal signal) {
    observer.handling(this, signal);
    super.signalQuietly(signal);
    observer.handled(this, behavior);
  }

  @Override
  void tellTheEnd() {
    observer.stopped(this);
    super.tellTheEnd();
  }

  // ---- ActorContext ----

  @Override
  public void stop(ActorRef<?> child) {
    super.stop(child);
    observer.stopping(this, child);
  }

  @Override
  public void watch(ActorRef<?> other) {
    super.watch(other);
    observer.watched(this, other);
  }

  @Override
  public void unwatch(ActorRef<?> other) {
    super.unwatch(other);
    observer.unwatched(this, other);
  }

  @Override
  public <O> ActorRef<O> messageAdapter(Function<? super O, ? extends M> adapter) {
    ActorRef<O> ref = super.messageAdapter(adapter);
    observer.adapterCreated(this, ref);
    return ref;
  }

  @Override
  public <R> void pipeToSelf(
      CompletableFuture<R> future, Function<Outcome<R>, ? extends M> toMessage) {
    observer.piped(this, future);
    super.pipeToSelf(future, toMessage);
  }

  @Override
  public <R> Cancellable async(Callable<R> task, Function<Outcome<R>, ? extends M> toMessage) {
    observer.forked(this, task);
    return super.async(task, toMessage);
  }

  @Override
  public Timers<M> timers() {
    return new ObservedTimers(super.timers());
  }

  private final class ObservedTimers implements Timers<M> {
    private final Timers<M> timers;

    private ObservedTimers(Timers<M> timers) {
      this.timers = timers;
    }

    @Override
    public void startSingle(Object key, M message, Duration delay) {
      timers.startSingle(key, message, delay);
      started(key, message, delay, Observer.TimerMode.SINGLE);
    }

    @Override
    public void startWithFixedDelay(Object key, M message, Duration interval) {
      timers.startWithFixedDelay(key, message, interval);
      started(key, message, interval, Observer.TimerMode.FIXED_DELAY);
    }

    @Override
    public void startAtFixedRate(Object key, M message, Duration interval) {
      timers.startAtFixedRate(key, message, interval);
      started(key, message, interval, Observer.TimerMode.FIXED_RATE);
    }

    private void started(Object key, M message, Duration delay, Observer.TimerMode mode) {
      observer.timerStarted(EquippedCell.this, key, message, delay, mode);
    }

    @Override
    public boolean isActive(Object key) {
      return timers.isActive(key);
    }

    @Override
    public void cancel(Object key) {
      timers.cancel(key);
      observer.timerCancelled(EquippedCell.this, key);
    }

    @Override
    public void cancelAll() {
      timers.cancelAll();
      observer.timersCancelled(EquippedCell.this);
    }
  }
}
