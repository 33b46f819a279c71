package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lifecycle of an actor: its behavior, its children, and the transitions when it fails or
/// stops. All of it is owned by the activation:
///
///     NEW --Start--> RUNNING --failure: restart--> SUSPENDED --no children, pause over--> RUNNING
///       |               |                              |
///       `-----stop------+------------------------------'
///                       v
///                   STOPPING --children gone: PostStop--> STOPPED --mailbox drained--> terminated
///
/// In the states SUSPENDED and STOPPING the actor takes no entries. They wait in the mailbox until
/// the new behavior handles them or they become dead letters. A STOPPED cell continues to turn late
/// messages into dead letters for as long as its ref is reachable. Before it terminates it drains
/// the entries that were sent before its end.
///
/// [SupervisedCell] decides about failures. Longer than most files: it is one state machine.
abstract class LifecycleCell<M> extends TreeCell<M> {

  /// The cause of the first behavior of a life.
  private static final Object CREATION = "its own start";

  /// Written by the activation when the actor has terminated; read by any thread.
  private volatile boolean terminated;

  // Owned by the activation.
  byte lifecycle = Lifecycle.NEW;
  Behavior<M> behavior;

  LifecycleCell(
      LocalActorSystem system,
      @Nullable TreeCell<?> parent,
      @Nullable String name,
      Behavior<M> behavior,
      @Nullable CellExtension extension) {
    super(system, parent, name, extension);
    this.behavior = Directive.requireInitial(behavior);
  }

  // ---- Any thread ----

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Stop() -> stop(StopReason.BY_PARENT);
      case SystemMessage.Watch(var watcher) ->
          push(new Control.Watch(new Watcher(AbstractRef.of(watcher), this)));
      case SystemMessage.Unwatch(var watcher) ->
          push(new Control.Unwatch(new Watcher(AbstractRef.of(watcher), this)));
      case SystemMessage.Notify(var signal) -> enqueue(new InBand.Signalled(signal));
    }
  }

  @Override
  public final boolean offer(M message) {
    return offerMail(Objects.requireNonNull(message, "message"));
  }

  /// {@return whether the mailbox has accepted the entry}
  boolean offerMail(Object mail) {
    if (terminated) {
      return false;
    }
    enqueue(mail);
    return true;
  }

  /// {@return whether this actor has stopped and everyone who must know of that has been notified}
  boolean isTerminated() {
    return terminated;
  }

  /// {@return the actor that the calling thread runs, or null}
  static @Nullable LifecycleCell<?> running() {
    Runner runner = Runner.current();
    return runner != null && runner.running() instanceof LifecycleCell<?> cell ? cell : null;
  }

  // ---- Any thread, without ordering: for explanations ----

  /// {@return the ask for which this actor waits, or null}
  final @Nullable Promise<?> awaited() {
    CellExtension rare = extension;
    Promise<?> promise = rare == null ? null : rare.awaited;
    return promise == null || promise.isDone() ? null : promise;
  }

  // ---- The activation: messages ----

  @Override
  boolean takesMail() {
    byte now = lifecycle;
    return now != Lifecycle.SUSPENDED && now != Lifecycle.STOPPING;
  }

  @Override
  void onMail(Object mail) {
    try {
      if (mail instanceof InBand inBand) {
        onInBand(inBand);
      } else {
        onMessage(mail);
      }
    } catch (Throwable failure) {
      onEscape(failure);
      Requests.escaped(this, mail, failure);
    }
  }

  /// Handles exceptions thrown outside the behavior, for example by a timer's key or an ownership.
  /// If one escaped, the actor would stay scheduled but never run.
  private void onEscape(Throwable failure) {
    if (lifecycle != Lifecycle.STOPPING && lifecycle != Lifecycle.STOPPED) {
      extension().failure = failure;
      beginStop(StopReason.FAILURE);
    }
    FailureLog.error(this, "failed outside its behavior", failure);
  }

  /// Processes a message whose sender does not wait for an answer.
  private void onMessage(Object message) {
    if (lifecycle != Lifecycle.RUNNING) {
      Requests.undelivered(this, message, null, reason());
    } else if (mayAct()) {
      countsForReceiveTimeout(message);
      handle(message);
    } else { // another actor may own this name by now
      Requests.undelivered(this, message, null, StopReason.FENCED);
      beginStop(StopReason.FENCED);
    }
  }

  final void countsForReceiveTimeout(Object message) {
    if (extension != null && extension.receiveTimeout != null) {
      extension.receiveTimeout.onMessage(message);
    }
  }

  /// {@return the entry that this activation is processing, without the context it carries}
  @Nullable Object inHand() {
    return mailInHand();
  }

  /// Processes a message that this life sent to itself. It may be dropped when fenced; no external
  /// sender loses anything.
  void handleIfOwned(Object message) {
    if (mayAct()) {
      handle(message);
    } else {
      beginStop(StopReason.FENCED);
    }
  }

  /// {@return whether this actor may act for its name at this moment}
  final boolean mayAct() {
    return extension == null || extension.options.ownership().isHeld();
  }

  /// {@return whether the behavior handles such messages, as a [Requests.Handled], or the failure}
  @SuppressWarnings("unchecked") // refs let only messages of type M into the mailbox
  final Object handle(Object message) {
    FlightEvents.Handling event = FlightEvents.handling();
    try {
      Behavior<M> next = behavior.onMessage(context(), (M) message);
      if (next != behavior && next != Behaviors.<M>same() && !become(next, message)) {
        return Requests.Handled.NO;
      }
      return Requests.Handled.YES;
    } catch (Throwable failure) {
      onFailure(failure);
      return failure;
    } finally {
      FlightEvents.handled(event, this, message);
    }
  }

  private void onInBand(InBand mail) {
    if (mail instanceof InBand.Start) {
      if (lifecycle == Lifecycle.NEW) {
        if (extension != null && extension.externalSupervision != null) {
          hold(/* inCreation= */ true);
        } else {
          lifecycle = Lifecycle.RUNNING;
          create(behavior);
        }
      }
    } else if (mail instanceof InBand.Request || mail instanceof InBand.Stashed) {
      InBand.Asked asked = (InBand.Asked) mail;
      if (asked.promise == null) {
        onMessage(asked.message);
      } else {
        Requests.on(this, asked, asked.promise);
      }
    } else if (lifecycle != Lifecycle.RUNNING) {
      if (mail instanceof InBand.Adapted adapted && adapted.work == null) {
        Requests.undelivered(this, adapted, DeadLetter.Reason.STOPPED, reason());
      }
    } else {
      switch (mail) {
        case InBand.Start _, InBand.Request _, InBand.Stashed _ -> {}
        case InBand.Carried _ -> throw new AssertionError("this cell cannot unpack it");
        case InBand.Signalled signalled -> onTermination(signalled.signal);
        case InBand.Timer timer -> {
          Object message = cellTimers().onFired(timer);
          if (message != null) {
            handleIfOwned(message);
          }
        }
        case InBand.ReceiveTimeoutDue due -> {
          Object message = due.timeout.onDue();
          if (message != null) {
            handleIfOwned(message);
          }
        }
        case InBand.Adapted adapted -> onAdapted(adapted);
      }
    }
  }

  private void onAdapted(InBand.Adapted mail) {
    Object original = mail.message;
    Promise<?> promise = mail.promise;
    if (mail.work != null && (extension == null || !extension.works().remove(mail.work))) {
      return; // of an earlier life
    }
    if (promise != null && promise.isGivenUp()) {
      system.deadLetters().publish(original, path(), DeadLetter.Reason.EXPIRED);
      return;
    }
    if (!mayAct()) {
      Requests.undelivered(this, mail, DeadLetter.Reason.FENCED, StopReason.FENCED);
      beginStop(StopReason.FENCED);
      return;
    }
    countsForReceiveTimeout(original);
    Object message;
    try {
      message = mail.adapter.apply(original);
    } catch (Throwable failure) {
      onFailure(failure);
      if (promise != null) {
        Requests.failed(this, promise, failure);
      }
      return;
    }
    Requests.adapted(this, mail, message);
  }

  /// {@return the view that its behavior has of this actor}
  abstract ActorContext<M> context();

  // ---- The activation: asks that wait for an answer ----

  /// {@return the failure that stopped this actor, or null if there is none or it was released}
  final @Nullable Throwable failure() {
    return extension == null ? null : extension.failure;
  }

  /// Publishes that the calling activation is about to wait for `promise`, or, if null, that it no
  /// longer waits.
  final void await(@Nullable Promise<?> promise) {
    extension().awaited = promise;
  }

  private void onTermination(Signal signal) {
    ActorRef<?> who =
        switch (signal) {
          case Signal.Terminated(var ref, var _) -> ref;
          case Signal.ChildFailed(var ref, var _) -> ref;
          case Signal.PreRestart _, Signal.PostStop _ ->
              throw new IllegalArgumentException("not a notice of an end: " + signal);
        };
    Watching watching = extension == null ? null : extension.watching;
    Object message = watching == null ? null : watching.remove(AbstractRef.of(who));
    if (message != null && message != Watching.SIGNAL) {
      handle(message);
    } else if (message != null) {
      try {
        Behavior<M> next = behavior.onSignal(context(), signal);
        if (next instanceof Directive.Unhandled<M>) {
          throw new Signal.DeathPactException(path(), signal);
        }
        become(next, signal);
      } catch (Throwable failure) {
        onFailure(failure);
      }
    }
  }

  // ---- The activation: lifecycle ----

  final void create(Behavior<M> initial) {
    try {
      behavior = initial;
      become(initial, CREATION);
      if (lifecycle == Lifecycle.RUNNING
          && extension != null
          && extension.externalSupervision != null) {
        extension.externalSupervision.restartController().started();
      }
      if (behavior instanceof Directive<M> && lifecycle == Lifecycle.RUNNING) {
        throw new IllegalStateException(
            path()
                + " cannot start: a setup returned Behaviors.same() or unhandled(), which keep the"
                + " current behavior, and there is none yet; return the behavior to start with");
      }
    } catch (Throwable failure) {
      onFailure(failure, /* inCreation= */ true);
    }
  }

  /// {@return false if the behavior does not handle the cause}
  private boolean become(Behavior<M> next, Object cause) throws Exception {
    return become(next, cause, /* passing= */ cause != CREATION);
  }

  /// @param passing whether a supervised behavior found here replaces the supervision of the last
  ///   one found
  private boolean become(Behavior<M> next, Object cause, boolean passing) throws Exception {
    switch (next) {
      case null ->
          throw new NullPointerException(
              "A behavior returned null; return Behaviors.same() to keep the current behavior");
      case Directive.Same<M> _ -> {}
      case Directive.Unhandled<M> _ -> {
        if (!(cause instanceof Signal)) {
          system.deadLetters().publish(cause, path(), DeadLetter.Reason.UNHANDLED);
        }
        return false;
      }
      case Directive.Stopped<M>(var effect) -> {
        if (isKept(null)) {
          hold(/* inCreation= */ false);
          run(effect);
          endTimersAndWork(); // which the effect may have started
        } else {
          beginStop(StopReason.OWN_DECISION, effect);
        }
      }
      case Directive.Ending<M> _ -> throw new AssertionError("behaviors cannot return " + next);
      case Directive.Deferred<M>(var factory) -> {
        return become(factory.create(context()), cause, passing);
      }
      case Directive.Supervised<M> supervised -> {
        extension().supervise(supervised, /* inCreation= */ !passing);
        return become(supervised.behavior(), cause, /* passing= */ false); // one inside the other
      }
      default -> behavior = next;
    }
    return true;
  }

  final void onFailure(Throwable failure) {
    onFailure(failure, /* inCreation= */ false);
  }

  /// Lets the supervision decide what follows from a failure.
  abstract void onFailure(Throwable failure, boolean inCreation);

  /// {@return whether a restart controller holds this actor instead of letting it stop}
  abstract boolean isKept(@Nullable Throwable failure);

  /// Ends this life and waits, without taking entries, until the restart controller releases the
  /// next life.
  abstract void hold(boolean inCreation);

  /// Starts the next life if no condition remains.
  abstract void restartIfReady();

  /// Processes a message of a restart controller or of a supervision timer.
  abstract void onSupervision(Control message);

  /// {@return the visible state of this actor: exact on its own turn, otherwise approximate}
  ///
  /// @param path the path of this actor
  abstract Inspector.Answer seen(ActorPath path, Optional<ActorStatus.Busy> busy);

  final void beginStop(StopReason reason) {
    beginStop(reason, null);
  }

  private void beginStop(StopReason reason, @Nullable Runnable effect) {
    if (lifecycle == Lifecycle.STOPPING || lifecycle == Lifecycle.STOPPED) {
      return;
    }
    if (lifecycle == Lifecycle.NEW) {
      behavior = Behaviors.empty(); // never created, so no behavior receives the signal
    }
    lifecycle = Lifecycle.STOPPING;
    endTimersAndWork();
    if (firstChild == null) {
      finishStop(reason, effect);
    } else {
      behavior = new Directive.Ending<>(behavior, reason, effect); // instead of a field
      stopChildren(reasonForChildren());
    }
  }

  private StopReason reasonForChildren() {
    return reason() == StopReason.SHUTDOWN ? StopReason.SHUTDOWN : StopReason.BY_PARENT;
  }

  /// {@return the reason why this actor, which is stopping or has stopped, does so}
  final StopReason reason() {
    return ((Directive.Ending<M>) behavior).reason();
  }

  private void finishStop() {
    var ending = (Directive.Ending<M>) behavior;
    behavior = Objects.requireNonNull(ending.last());
    finishStop(ending.reason(), ending.effect());
  }

  private void finishStop(StopReason reason, @Nullable Runnable effect) {
    signalQuietly(new Signal.PostStop(reason));
    run(effect);
    endTimersAndWork(); // which the signal or the effect may have started
    lifecycle = Lifecycle.STOPPED;
    behavior = Directive.over(reason);
    putStashesAhead();
    endMail();
    if (extension != null) {
      extension.failUnanswered(this, reason);
    }
  }

  private void run(@Nullable Runnable effect) {
    try {
      if (effect != null) {
        effect.run();
      }
    } catch (Throwable failure) {
      FailureLog.error(this, "failed in the effect of its stop", failure);
    }
  }

  /// Messages sent before the stop are drained; the parent is notified, then the other watchers.
  @Override
  void notifyTermination() {
    terminated = true;
    FlightEvents.stopped(this, reason());
    if (exported) {
      system.unexport(this);
    }
    CellExtension rare = extension;
    if (parent != null) {
      if (parent.parent == null) {
        parent.freeName(this); // a thread that learns of the end may reuse it at once
      }
      parent.push(new Control.ChildStopped(this, failure() != null));
    } else {
      system.guardianStopped(this);
    }
    if (rare != null) {
      if (rare.adapters != null) {
        rare.adapters.exported.all().forEach(system::unexport);
        rare.adapters.end();
      }
      Notices.ofEnd(this, rare.watchers);
      if (rare.watching != null) {
        rare.watching
            .refs()
            .forEach(other -> Notices.send(this, other, new SystemMessage.Unwatch(this)));
      }
      if (parent != null) { // any thread spawns through a guardian, also at the end
        extension = rare.remains(); // a ref that is still reachable must not keep the rest
      }
    }
  }

  void signalQuietly(Signal signal) {
    if (behavior instanceof Directive<M>) {
      return; // its creation failed, so no behavior receives the signal
    }
    try {
      behavior.onSignal(context(), signal);
    } catch (Throwable failure) {
      FailureLog.error(this, "failed while handling " + signal, failure);
    }
  }

  /// Cancels all work that would send a message of this life to the next one.
  final void endTimersAndWork() {
    if (extension != null) {
      extension.endTimersAndWork();
    }
  }

  // ---- The activation: entries ahead of the mailbox ----

  /// Messages stashed in this life pass to the next life, or become dead letters like others.
  final void putStashesAhead() {
    if (extension != null && extension.putAside != null && extension.putAside.endLife()) {
      lookAhead();
    }
  }

  // ---- The activation: control ----

  @Override
  void onControl(Control message) {
    try {
      act(message);
    } catch (Throwable failure) {
      onEscape(failure);
    }
  }

  private void act(Control message) {
    switch (message) {
      case Control.Stop stop -> beginStop(stop.reason);
      case Control.Watch watch -> {
        if (terminated) {
          Notices.ofEnd(this, watch.who);
        } else {
          extension().watchers().add(watch.who);
        }
      }
      case Control.Unwatch unwatch -> {
        if (extension != null && extension.watchers != null) {
          extension.watchers.remove(unwatch.who);
        }
      }
      case Control.Adopt adopt -> {
        link(adopt.child);
        if (lifecycle == Lifecycle.STOPPING || lifecycle == Lifecycle.STOPPED) {
          adopt.child.stop(reasonForChildren());
        }
      }
      case Control.ChildStopped stopped -> {
        onChildStopped(stopped.child);
        if (stopped.failed) {
          stopped.child.push(new Control.EndIsKnown());
        }
      }
      case Control.EndIsKnown _ -> {
        if (extension != null) {
          extension.failure = null;
          extension = extension.remains();
        }
      }
      case Control.BackoffOver _, Control.Hold _, Control.Release _ -> {
        if (!terminated) {
          onSupervision(message);
        }
      }
      case Control.Overdue due -> {
        if (extension != null && extension.reverseStop != null) {
          extension.reverseStop.goOn(due);
        }
      }
      case Control.AdapterExported it -> {
        if (terminated) {
          system.unexport(it.adapter);
        } else {
          extension().adapters().exported.add(it.adapter);
        }
      }
      case Control.Inspect it -> it.question.answer(seen(it.question.path, Optional.empty()));
      case Control.Parked _ -> throw new AssertionError("PARKED is only a marker");
    }
  }

  private void onChildStopped(TreeCell<?> child) {
    TreeCell<?> older = child.nextSibling;
    unlink(child);
    var level = lifecycle == Lifecycle.SUSPENDED ? extension().supervision : null;
    boolean awaited = lifecycle == Lifecycle.STOPPING || (level != null && level.awaitsChildren);
    if (awaited && extension != null && extension.reverseStop != null) {
      extension.reverseStop.stopped(child, older);
    }
    if (awaited && firstChild == null) {
      if (level == null) {
        finishStop();
      } else {
        level.awaitsChildren = false;
        if (extension().externalSupervision != null) {
          extension().externalSupervision.tellIfHeld(level);
        }
        restartIfReady();
      }
    }
  }
}
