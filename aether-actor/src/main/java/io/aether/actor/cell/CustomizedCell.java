package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Cancellable;
import io.aether.actor.Mailbox;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.Timers;
import io.aether.actor.config.HandlingSettings;
import io.aether.actor.intercept.TravellingContext;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.OwnedDispatcher;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// An actor that is observed or whose [Props] are not the default. This is a class of its own, so
/// that an ordinary actor does not even check for these features. All of the features can be
/// combined.
///
/// Longer than most files because each event that an observer receives is an override of its own.
final class CustomizedCell<M> extends ActorCell<M> {

  /// The actor to which the calling thread offers a message and which that thread must not run; see
  /// [DispatcherSelector#callers()].
  private static final ScopedValue<CustomizedCell<?>> OFFERED = ScopedValue.newInstance();

  private final Observer observer;
  final HandlingSettings handling;

  /// Created with the first message; owned by the activation.
  private @Nullable ActorMdc mdc;

  /// The entry that is being processed, without the context it carries. Owned by the activation.
  private @Nullable Object inHand;

  /// The number of handled messages; for inspections. Written by the activation, read by it, and
  /// without ordering by other threads.
  private long handled;

  /// Set if the mailbox is not the default one. Cleared by the activation when the actor has
  /// terminated, because it may hold a comparator of the user's. Read by any thread, which may
  /// still add an entry then, with a token that refers to this mailbox.
  private @Nullable CustomMailbox customMailbox;

  /// The dispatcher that runs this actor until its end, if it is not the system's dispatcher.
  /// Written and read in the same way; if this dispatcher still runs the terminated actor, late
  /// messages become dead letters as well.
  private @Nullable Dispatcher dispatcher;

  /// The number of messages that an activation processes in one turn.
  private final int throughput;

  /// The same as `dispatcher`, if that dispatcher ends with this actor. Owned by the activation.
  private @Nullable OwnedDispatcher pinned;

  CustomizedCell(
      LocalActorSystem system,
      @Nullable ActorCell<?> parent,
      @Nullable String name,
      Behavior<M> behavior,
      @Nullable CellExtension extension,
      HandlingSettings handling) {
    super(system, parent, name, behavior, extension);
    this.observer = system.observer();
    this.handling = handling;
    Props props = extension == null ? Props.defaults() : extension.props;
    this.customMailbox =
        props.mailbox() == Mailbox.unbounded() ? null : new CustomMailbox(this, props.mailbox());
    CustomizedCell<?> known = parent instanceof CustomizedCell<?> its ? its : null;
    Threads threads = (Threads) props.dispatcher();
    if (threads.throughput() != null) {
      this.throughput = threads.throughput();
    } else if (threads.kind() == Threads.Kind.SAME_AS_PARENT && known != null) {
      this.throughput = known.throughput;
    } else {
      this.throughput = system.throughput;
    }
    Dispatchers dispatchers = system.dispatchers();
    this.pinned =
        switch (threads.kind()) {
          case PINNED -> dispatchers.pinned(path(), /* platform= */ true);
          case PINNED_VIRTUAL -> dispatchers.pinned(path(), /* platform= */ false);
          default -> null;
        };
    this.dispatcher =
        switch (threads.kind()) {
          case WORKERS -> null;
          case PINNED, PINNED_VIRTUAL -> pinned;
          case POOL -> dispatchers.pool(Objects.requireNonNull(threads.pool()));
          case CALLERS -> dispatchers.callers();
          case SAME_AS_PARENT -> known == null ? null : known.dispatcher;
        };
  }

  @Override
  int throughput() {
    return throughput;
  }

  /// After the actor's end the system's dispatcher runs this actor, to make dead letters of late
  /// messages.
  @Override
  Dispatcher dispatcher() {
    Dispatcher own = dispatcher;
    return own == null || isTerminated() || (OFFERED.isBound() && OFFERED.get() == this)
        ? super.dispatcher()
        : own;
  }

  // ---- Messages ----

  @Override
  void enqueue(Object mail) {
    if (mail instanceof InBand
        && !(mail instanceof InBand.Adapted)
        && !(mail instanceof InBand.Request)) {
      deliver(mail); // no interceptor may drop or delay it
      return;
    }
    Object passed = passed(mail, /* offered= */ false);
    if (passed != null) {
      send(passed);
    }
  }

  private void send(Object passed) {
    Object carried = carry(passed);
    if (observer == Observer.NONE) {
      deliver(carried);
    } else {
      observer.sending(this, InBand.content(passed), () -> deliver(carried));
    }
  }

  private void deliver(Object mail) {
    observer.sent(this, InBand.content(mail));
    CustomMailbox box = customMailbox;
    if (box == null) {
      super.enqueue(mail);
    } else {
      box.post(mail);
    }
  }

  /// An interceptor that delays a message has accepted it; if it is lost later, only dead letters
  /// show that.
  @Override
  boolean offerMail(Object mail) {
    if (isTerminated()) {
      return false;
    }
    Object passed;
    try {
      passed = passed(mail, /* offered= */ true);
    } catch (Throwable failure) {
      FailureLog.error(this, "refused a message that an OutgoingInterceptor threw at", failure);
      return false;
    }
    if (passed == null) {
      return false;
    }
    return runsInPlace()
        ? ScopedValue.where(OFFERED, this).call(() -> offerPassed(passed))
        : offerPassed(passed);
  }

  private boolean offerPassed(Object passed) {
    CustomMailbox box = customMailbox;
    if (box == null) {
      send(passed);
      return true;
    }
    Offer offer = new Offer(box, carry(passed));
    observer.sending(this, InBand.content(passed), offer);
    return offer.answer();
  }

  private boolean runsInPlace() {
    return dispatcher == system.dispatchers().callers();
  }

  /// {@return the entry after all interceptors, or null if one of them has held it back}
  private @Nullable Object passed(Object mail, boolean offered) {
    return handling.outgoing().isEmpty() ? mail : Outgoing.pass(this, mail, offered);
  }

  /// Puts a token for one more entry of `box` into the mailbox: the box itself.
  void announce(CustomMailbox box) {
    super.enqueue(box);
  }

  /// {@return whether this entry is a token for a message held in a custom mailbox}
  static boolean isToken(Object mail) {
    return mail instanceof CustomMailbox;
  }

  void dropped(Object mail) {
    observer.dropped(this, InBand.content(mail));
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
  boolean hasCustomMailbox() {
    return customMailbox != null;
  }

  @Override
  void onMail(Object mail) {
    if (!(mail instanceof CustomMailbox box)) {
      onTaken(mail);
      return;
    }
    Object taken = box.take();
    if (taken instanceof MailQueue.Misfit(var misfit, var failure)) {
      if (lifecycle == Lifecycle.RUNNING) {
        observer.handling(this, InBand.content(misfit));
        Failures.on(this, failure);
        Promise<?> promise = InBand.promiseOf(misfit);
        if (promise != null) {
          Requests.failed(this, promise, failure);
        }
        observer.handled(this, behavior);
      } else {
        onTaken(misfit);
      }
    } else if (taken != null) { // always: each token finds an entry
      onTaken(taken);
    }
  }

  private void onTaken(Object mail) {
    if (mail instanceof InBand.Carried carried) {
      within(carried.context, () -> onUnpacked(carried.mail));
    } else if (handling.travellingContext() && !TravellingContext.current().isEmpty()) {
      // The sender's own thread runs this actor; its current context does not belong to this
      // message.
      TravellingContext.empty().run(() -> onUnpacked(mail));
    } else {
      onUnpacked(mail);
    }
  }

  /// The message of a timer may carry a context.
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
      mdc = isTerminated() ? null : known;
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
      Failures.on(this, cause);
    } else {
      inHand = mail;
      super.onMail(mail);
      inHand = null;
    }
    observer.handled(this, behavior);
  }

  @Override
  @Nullable Object inHand() {
    return inHand;
  }

  @Override
  @Nullable Long handled() {
    return handling.messageCounts() ? handled : null;
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

  /// Begins to wait for the children, and processes no messages meanwhile.
  @Override
  void stopChildren(StopReason reason) {
    if (customMailbox != null) {
      customMailbox.awaitChildren();
    }
    super.stopChildren(reason);
  }

  @Override
  void restarting() {
    if (customMailbox != null) {
      customMailbox.goOn();
    }
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
  void notifyTermination() {
    observer.stopped(this);
    super.notifyTermination();
    if (pinned != null) {
      pinned.close();
    }
    customMailbox = null;
    dispatcher = null;
    pinned = null;
    mdc = null;
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
    requireRunning("pipeToSelf");
    Objects.requireNonNull(future, "future");
    Objects.requireNonNull(toMessage, "toMessage");
    observer.piped(this, future);
    super.pipeToSelf(handling.travellingContext() ? bound(future) : future, toMessage);
  }

  @Override
  public <R> Cancellable async(Callable<R> task, Function<Outcome<R>, ? extends M> toMessage) {
    requireRunning("async");
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(toMessage, "toMessage");
    observer.forked(this, task);
    return super.async(task, toMessage);
  }

  @Override
  void fork(Runnable work) {
    TravellingContext context = TravellingContext.current();
    boolean travels = handling.travellingContext() && !context.isEmpty();
    super.fork(travels ? () -> context.run(work) : work);
  }

  /// {@return a future with the same outcome, whose dependents run in the present context}
  private static <R> CompletableFuture<R> bound(CompletableFuture<R> future) {
    TravellingContext context = TravellingContext.current();
    if (context.isEmpty()) {
      return future;
    }
    var bound = new CompletableFuture<R>();
    // Not whenComplete, which calls toString of the failure: a user's method, which may throw.
    var _ =
        future.handle((value, failure) -> {
          context.run(() -> {
            if (failure == null) {
              bound.complete(value);
            } else {
              bound.completeExceptionally(failure);
            }
          });
          return null;
        });
    return bound;
  }

  @Override
  public Timers<M> timers() {
    return new ObservedTimers(super.timers());
  }

  /// One [#offerMail] in progress.
  private final class Offer implements Runnable {
    private final CustomMailbox box;
    private final Object mail;
    private boolean refused;
    private boolean answered;

    private Offer(CustomMailbox box, Object mail) {
      this.box = box;
      this.mail = mail;
    }

    @Override
    public void run() {
      observer.sent(CustomizedCell.this, InBand.content(mail));
      if (answered) {
        box.postLate(mail);
      } else if (!box.offer(mail)) {
        dropped(mail);
        refused = true;
      }
    }

    boolean answer() {
      answered = true;
      return !refused;
    }
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
    public void startWithFixedDelay(
        Object key, M message, Duration initialDelay, Duration interval) {
      timers.startWithFixedDelay(key, carried(message), initialDelay, interval);
      started(key, message, interval, Observer.TimerMode.FIXED_DELAY);
    }

    @Override
    public void startAtFixedRate(Object key, M message, Duration initialDelay, Duration interval) {
      timers.startAtFixedRate(key, carried(message), initialDelay, interval);
      started(key, message, interval, Observer.TimerMode.FIXED_RATE);
    }

    @SuppressWarnings("unchecked") // unpacked before the behavior sees it
    private M carried(M message) {
      return (M) carry(Objects.requireNonNull(message, "message"));
    }

    private void started(Object key, M message, Duration delay, Observer.TimerMode mode) {
      observer.timerStarted(CustomizedCell.this, key, message, delay, mode);
    }

    @Override
    public boolean isActive(Object key) {
      return timers.isActive(key);
    }

    @Override
    public void cancel(Object key) {
      timers.cancel(key);
      observer.timerCancelled(CustomizedCell.this, key);
    }

    @Override
    public void cancelAll() {
      timers.cancelAll();
      observer.timersCancelled(CustomizedCell.this);
    }
  }
}
