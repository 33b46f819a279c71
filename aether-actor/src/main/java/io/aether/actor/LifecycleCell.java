package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The part of an actor that its life is about: what its behavior is, who its children are, and what
/// happens when it fails or stops. All of it is owned by the activation:
///
///     NEW --Start--> RUNNING --failure: restart--> SUSPENDED --children gone, backoff over--> RUNNING
///      |               |                              |
///      `-----stop------+------------------------------'
///                      v
///                  STOPPING --children gone: PostStop--> STOPPED --mail of before drained--> terminated
///
/// SUSPENDED and STOPPING take no mail: it waits in the mailbox, for the new behavior or to become
/// dead letters. A STOPPED cell goes on turning late messages into dead letters for as long as
/// someone holds its ref.
///
/// What follows from a failure is decided by [SupervisedCell]. This file is longer than most because
/// the lifecycle is one state machine.
abstract class LifecycleCell<M> extends TreeCell<M> {

  /// The cause of becoming the first behavior of a life.
  private static final Object CREATION = "its own start";

  /// Written by the activation when all is over; read by any thread.
  private volatile boolean terminated;

  // Owned by the activation.
  byte lifecycle = Lifecycle.NEW;
  Behavior<M> behavior;

  LifecycleCell(
      ActorSystem system,
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

  /// {@return whether the mailbox has taken it}
  boolean offerMail(Object mail) {
    if (terminated) {
      return false;
    }
    enqueue(mail);
    return true;
  }

  /// {@return whether this actor has stopped and everybody who should know has been told}
  boolean isTerminated() {
    return terminated;
  }

  /// {@return the actor that the calling thread runs, if it runs one}
  static @Nullable LifecycleCell<?> running() {
    Runner runner = Runner.current();
    return runner != null && runner.running() instanceof LifecycleCell<?> cell ? cell : null;
  }

  // ---- Any thread, without ordering: for explanations ----

  TargetState.Condition condition() {
    return switch (lifecycle) {
      case Lifecycle.SUSPENDED -> TargetState.Condition.RESTARTING;
      case Lifecycle.STOPPING -> TargetState.Condition.STOPPING;
      case Lifecycle.STOPPED -> TargetState.Condition.STOPPED;
      default -> TargetState.Condition.ALIVE;
    };
  }

  /// {@return the ask this actor waits for}
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
        onMessage(mail, null);
      }
    } catch (Throwable failure) {
      onEscape(failure);
    }
  }

  /// Of what is not the behavior but runs on this actor's turn: a timer's key, an ownership. If it
  /// went further up, the actor would stay scheduled for ever without being run.
  private void onEscape(Throwable failure) {
    if (lifecycle != Lifecycle.STOPPING && lifecycle != Lifecycle.STOPPED) {
      extension().failure = failure;
      beginStop(StopReason.FAILURE);
    }
    FailureLog.error(this, "failed outside its behavior", failure);
  }

  /// @param promise what its sender waits for, if it does
  private void onMessage(Object message, @Nullable Promise<?> promise) {
    if (lifecycle != Lifecycle.RUNNING) {
      undelivered(message, promise, reason());
    } else if (promise != null && promise.isGivenUp()) {
      system.deadLetters().publish(message, path(), DeadLetter.Reason.EXPIRED);
    } else if (mayAct()) {
      if (extension != null && extension.receiveTimeout != null) {
        extension.receiveTimeout.onMessage(message);
      }
      if (promise == null) {
        handle(message);
      } else {
        handleRequest(message, promise);
      }
    } else { // somebody else may own this name by now
      undelivered(message, promise, StopReason.FENCED);
      beginStop(StopReason.FENCED);
    }
  }

  private void handleRequest(Object message, Promise<?> promise) {
    CellExtension rare = extension;
    if (rare != null) {
      rare.handledRequest = promise; // should it be stashed
    }
    handle(message);
    if (rare != null) {
      rare.handledRequest = null;
    }
    answerIsOwed(promise);
  }

  /// Of a message that this life sent to itself, nothing is lost with it.
  void handleIfOwned(Object message) {
    if (mayAct()) {
      handle(message);
    } else {
      beginStop(StopReason.FENCED);
    }
  }

  /// {@return whether this actor may act for its name at this moment}
  private boolean mayAct() {
    return extension == null || extension.options.ownership().isHeld();
  }

  @SuppressWarnings("unchecked") // refs let nothing but M into the mailbox
  private void handle(Object message) {
    FlightEvents.Handling event = FlightEvents.handling();
    try {
      Behavior<M> next = behavior.onMessage(context(), (M) message);
      if (next != behavior && next != Behaviors.<M>same()) {
        become(next, message);
      }
    } catch (Throwable failure) {
      onFailure(failure);
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
    } else if (mail instanceof InBand.Request request) {
      onMessage(request.promise.request(), request.promise);
    } else if (mail instanceof InBand.Stashed stashed) {
      onMessage(stashed.message, stashed.promise);
    } else if (lifecycle != Lifecycle.RUNNING) {
      if (mail instanceof InBand.Adapted adapted && adapted.work == null) {
        // Not for whoever takes undelivered messages: it is not of this actor's protocol.
        system.deadLetters().publish(adapted.message, path(), DeadLetter.Reason.STOPPED);
      }
    } else {
      switch (mail) {
        case InBand.Start _, InBand.Request _, InBand.Stashed _ -> {}
        case InBand.Carried _ -> throw new AssertionError("only for a cell that unpacks it");
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
        case InBand.Adapted adapted -> {
          if (adapted.work != null && !extension().works.remove(adapted.work)) {
            return; // of a former life
          }
          if (!mayAct()) {
            system.deadLetters().publish(adapted.message, path(), DeadLetter.Reason.FENCED);
            beginStop(StopReason.FENCED);
            return;
          }
          if (extension != null && extension.receiveTimeout != null) {
            extension.receiveTimeout.onMessage(adapted.message);
          }
          Object message;
          try {
            message = adapted.adapter.apply(adapted.message);
          } catch (Throwable failure) {
            onFailure(failure);
            return;
          }
          if (message == null) { // the adapter wants none of it
            system.deadLetters().publish(adapted.message, path(), DeadLetter.Reason.UNHANDLED);
          } else {
            handle(message);
          }
        }
      }
    }
  }

  /// {@return this actor as its behavior sees it}
  abstract ActorContext<M> context();

  private void undelivered(Object message, @Nullable Promise<?> promise, StopReason why) {
    if (extension != null && extension.handBack(this, message)) {
      return; // and may yet be answered
    }
    system.deadLetters().publish(message, path(), DeadLetter.Reason.STOPPED);
    if (promise != null) {
      promise.targetStopped(why, extension == null ? null : extension.failure);
    }
  }

  // ---- The activation: asks that wait for an answer ----

  /// The request has been handled; should this actor stop, nobody is left to answer.
  final void answerIsOwed(Promise<?> promise) {
    if (promise.isSettled()) {
      return;
    }
    if (lifecycle == Lifecycle.STOPPED) {
      promise.targetStopped(reason(), extension().failure);
    } else {
      extension().owe(promise);
    }
  }

  /// Says, for others to see, that the calling activation is about to wait for `promise`, or that
  /// it waits no longer.
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
    Object message = extension().watching.remove(AbstractRef.of(who));
    if (message != null && message != CellExtension.SIGNAL) {
      handle(message);
    } else if (message != null) {
      try {
        Behavior<M> next = behavior.onSignal(context(), signal);
        if (next instanceof Directive.Unhandled<M>) {
          throw new DeathPactException(path(), signal);
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
            "What "
                + path()
                + " starts as has a setup that returned Behaviors.same() or unhandled(), which keep"
                + " the behavior there is; return the one to start with");
      }
    } catch (Throwable failure) {
      onFailure(failure, /* inCreation= */ true);
    }
  }

  private void become(Behavior<M> next, Object cause) throws Exception {
    become(next, cause, /* passing= */ cause != CREATION);
  }

  /// @param passing whether a supervision that is met takes the place of the one met last
  private void become(Behavior<M> next, Object cause, boolean passing) throws Exception {
    switch (next) {
      case null ->
          throw new NullPointerException(
              "A behavior returned null; return Behaviors.same() to keep it");
      case Directive.Same<M> _ -> {}
      case Directive.Unhandled<M> _ -> {
        if (!(cause instanceof Signal)) {
          system.deadLetters().publish(cause, path(), DeadLetter.Reason.UNHANDLED);
        }
      }
      case Directive.Stopped<M>(var effect) -> {
        if (isKept(null)) {
          hold(/* inCreation= */ false);
          run(effect);
        } else {
          beginStop(StopReason.OWN_DECISION, effect);
        }
      }
      case Directive.Ending<M> _ -> throw new AssertionError("only the cell becomes " + next);
      case Directive.Deferred<M>(var factory) -> become(factory.create(context()), cause, passing);
      case Directive.Supervised<M> supervised -> {
        extension().supervise(supervised, /* inCreation= */ !passing);
        become(supervised.behavior(), cause, /* passing= */ false); // one inside the other
      }
      default -> behavior = next;
    }
  }

  final void onFailure(Throwable failure) {
    onFailure(failure, /* inCreation= */ false);
  }

  /// Lets supervision decide what follows from a failure.
  abstract void onFailure(Throwable failure, boolean inCreation);

  /// {@return whether a restart controller wants to hold this actor rather than let it stop}
  abstract boolean isKept(@Nullable Throwable failure);

  /// Ends this life and waits, without taking mail, until the restart controller lets the next one
  /// begin.
  abstract void hold(boolean inCreation);

  /// Starts the next life if nothing is left to wait for.
  abstract void restartIfReady();

  /// Does what a restart controller or a timer of supervision says.
  abstract void onSupervision(Control message);

  /// {@return what can be seen of this actor: exactly so on its own turn, approximately else}
  ///
  /// @param path this actor's
  abstract Inspector.Answer seen(ActorPath path, Optional<ActorStatus.Busy> busy);

  final void beginStop(StopReason reason) {
    beginStop(reason, null);
  }

  private void beginStop(StopReason reason, @Nullable Runnable effect) {
    if (lifecycle == Lifecycle.STOPPING || lifecycle == Lifecycle.STOPPED) {
      return;
    }
    if (lifecycle == Lifecycle.NEW) {
      behavior = Behaviors.empty(); // never created, so there is nobody to tell
    }
    lifecycle = Lifecycle.STOPPING;
    endTimersAndWork();
    if (firstChild == null) {
      finishStop(reason, effect);
    } else {
      behavior = new Directive.Ending<>(behavior, reason, effect); // there is no field to spare
      stopChildren(reasonForChildren());
    }
  }

  private StopReason reasonForChildren() {
    return reason() == StopReason.SHUTDOWN ? StopReason.SHUTDOWN : StopReason.BY_PARENT;
  }

  /// {@return why this actor, which is stopping or has stopped, does so}
  private StopReason reason() {
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
    lifecycle = Lifecycle.STOPPED;
    behavior = Directive.over(reason);
    putStashesAhead();
    endMail();
    if (extension != null) {
      extension.failUnanswered(reason);
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

  /// The mail of before is gone; now the parent and then the other watchers hear of the end.
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
        parent.freeName(this); // whoever hears of the end may use it at once, from any thread
      }
      parent.push(new Control.ChildStopped(this));
    } else {
      system.guardianStopped(this);
    }
    if (rare != null) {
      rare.adapters.forEach(system::unexport);
      if (parent != null && rare.watchers.remove(new Watcher(parent, this))) {
        notifyOfEnd(new Watcher(parent, this));
      }
      rare.watchers.forEach(this::notifyOfEnd);
      rare.watching
          .keySet()
          .forEach(other -> Notices.send(this, other, new SystemMessage.Unwatch(this)));
    }
  }

  private void notifyOfEnd(Watcher who) {
    Throwable failure = extension == null ? null : extension.failure;
    Signal signal =
        failure != null && who.watcher() == parent
            ? new Signal.ChildFailed(who.watched(), failure)
            : new Signal.Terminated(who.watched(), reason());
    Notices.send(this, who.watcher(), new SystemMessage.Notify(signal));
  }

  void signalQuietly(Signal signal) {
    if (behavior instanceof Directive<M>) {
      return; // its creation failed, so there is nobody to tell
    }
    try {
      behavior.onSignal(context(), signal);
    } catch (Throwable failure) {
      FailureLog.error(this, "failed while handling " + signal, failure);
    }
  }

  /// Cancels what would send a message of this life to the next one.
  final void endTimersAndWork() {
    if (extension != null && extension.timers != null) {
      extension.timers.cancelAll();
    }
    if (extension != null && extension.receiveTimeout != null) {
      extension.receiveTimeout.cancel();
      extension.receiveTimeout = null;
    }
    if (extension != null && !extension.works.isEmpty()) {
      extension.works.forEach(AsyncWork::cancel);
      extension.works.clear();
    }
  }

  // ---- The activation: mail that goes before the mailbox's ----

  /// What this life has stashed goes to the next one, or becomes dead letters like other mail.
  final void putStashesAhead() {
    if (extension != null) {
      for (StashBuffer<?> stash : extension.stashes) {
        putAhead(stash.leave());
      }
      extension.stashes.clear();
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
          notifyOfEnd(watch.who);
        } else {
          extension().watchers.add(watch.who);
        }
      }
      case Control.Unwatch unwatch -> extension().watchers.remove(unwatch.who);
      case Control.Adopt adopt -> {
        link(adopt.child);
        if (lifecycle == Lifecycle.STOPPING || lifecycle == Lifecycle.STOPPED) {
          adopt.child.stop(reasonForChildren());
        }
      }
      case Control.ChildStopped stopped -> onChildStopped(stopped.child);
      case Control.BackoffOver _, Control.Hold _, Control.Release _ -> onSupervision(message);
      case Control.Overdue due -> Objects.requireNonNull(extension().reverseStop).goOn(due);
      case Control.AdapterExported it -> {
        if (terminated) {
          system.unexport(it.adapter);
        } else {
          extension().adapters.add(it.adapter);
        }
      }
      case Control.Inspect it -> it.question.answer(seen(it.question.path, Optional.empty()));
      case Control.Parked _ -> throw new AssertionError("only a marker");
    }
  }

  private void onChildStopped(TreeCell<?> child) {
    unlink(child);
    boolean stopping = lifecycle == Lifecycle.STOPPING;
    var level = lifecycle == Lifecycle.SUSPENDED ? extension().supervision : null;
    boolean awaited = stopping || (level != null && level.awaitsChildren);
    if (awaited && extension != null && extension.reverseStop != null) {
      extension.reverseStop.from(firstChild, stopping ? reasonForChildren() : StopReason.BY_PARENT);
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
