package io.aether.actor;

import io.aether.actor.spi.Observer;
import java.time.Duration;
import java.util.Objects;
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
  final HandlingSettings handling;

  /// Made on the first message; owned by the activation.
  private @Nullable ActorMdc mdc;

  /// How many messages were handled; for inspections. Written by the activation, read by it, and
  /// without ordering by whoever looks from outside.
  private long handled;

  EquippedCell(
      ActorSystem system,
      @Nullable TreeCell<?> parent,
      @Nullable String name,
      Behavior<M> behavior,
      @Nullable CellExtension extension,
      HandlingSettings handling) {
    super(system, parent, name, behavior, extension);
    this.observer = system.observer();
    this.handling = handling;
  }

  // ---- Messages ----

  @Override
  void enqueue(Object mail) {
    if (mail instanceof InBand
        && !(mail instanceof InBand.Adapted)
        && !(mail instanceof InBand.Request)) {
      deliver(mail); // nobody's to lose or to delay
      return;
    }
    Object passed = handling.outgoing().isEmpty() ? mail : Outgoing.pass(this, mail);
    if (passed != null) {
      Object carried = carry(passed);
      observer.sending(this, InBand.content(passed), () -> deliver(carried));
    }
  }

  private void deliver(Object mail) {
    observer.sent(this, InBand.content(mail));
    super.enqueue(mail);
  }

  @Override
  Object carry(Object mail) {
    if (!handling.travellingContext()) {
      return mail;
    }
    TravellingContext context = TravellingContext.current();
    return context.isEmpty() ? mail : new InBand.Carried(context, mail);
  }

  @Override
  void onMail(Object mail) {
    if (mail instanceof InBand.Carried carried) {
      within(carried.context, () -> onUnpacked(carried.mail));
    } else if (handling.travellingContext() && !TravellingContext.current().isEmpty()) {
      // The sender's own thread runs this actor; what it sent in another moment is not of now.
      TravellingContext.empty().run(() -> onUnpacked(mail));
    } else {
      onUnpacked(mail);
    }
  }

  /// A timer's message may be a carried one.
  @Override
  void handleIfOwned(Object message) {
    if (message instanceof InBand.Carried carried) {
      within(carried.context, () -> super.handleIfOwned(carried.mail));
    } else {
      super.handleIfOwned(message);
    }
  }

  private void within(TravellingContext context, Runnable action) {
    context.run(
        handling.contextInMdc().isEmpty()
            ? action
            : () -> ActorMdc.with(context, handling.contextInMdc(), action));
  }

  private void onUnpacked(Object mail) {
    if (handling.actorInMdc()) {
      mdc().around(() -> onObserved(mail));
    } else {
      onObserved(mail);
    }
  }

  private ActorMdc mdc() {
    ActorMdc known = mdc;
    if (known == null) {
      known = ActorMdc.of(this);
      mdc = known;
    }
    return known;
  }

  @Override
  void onControl(Control message) {
    if (handling.actorInMdc()) {
      mdc().around(() -> super.onControl(message));
    } else {
      super.onControl(message);
    }
  }

  private void onObserved(Object mail) {
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
    super.pipeToSelf(handling.travellingContext() ? bound(future) : future, toMessage);
  }

  @Override
  public <R> Cancellable async(Callable<R> task, Function<Outcome<R>, ? extends M> toMessage) {
    observer.forked(this, task);
    return super.async(task, toMessage);
  }

  @Override
  void fork(Runnable work) {
    TravellingContext context = TravellingContext.current();
    boolean travels = handling.travellingContext() && !context.isEmpty();
    super.fork(travels ? () -> context.run(work) : work);
  }

  /// {@return the same outcome, and what depends on it runs in the context of now}
  private static <R> CompletableFuture<R> bound(CompletableFuture<R> future) {
    TravellingContext context = TravellingContext.current();
    if (context.isEmpty()) {
      return future;
    }
    var bound = new CompletableFuture<R>();
    future.whenComplete((value, failure) ->
        context.run(() -> {
          if (failure == null) {
            bound.complete(value);
          } else {
            bound.completeExceptionally(failure);
          }
        }));
    return bound;
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
      timers.startSingle(key, carried(message), delay);
      started(key, message, delay, Observer.TimerMode.SINGLE);
    }

    @Override
    public void startWithFixedDelay(Object key, M message, Duration interval) {
      timers.startWithFixedDelay(key, carried(message), interval);
      started(key, message, interval, Observer.TimerMode.FIXED_DELAY);
    }

    @Override
    public void startAtFixedRate(Object key, M message, Duration interval) {
      timers.startAtFixedRate(key, carried(message), interval);
      started(key, message, interval, Observer.TimerMode.FIXED_RATE);
    }

    @SuppressWarnings("unchecked") // unpacked before the behavior sees it
    private M carried(M message) {
      return (M) carry(Objects.requireNonNull(message, "message"));
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
