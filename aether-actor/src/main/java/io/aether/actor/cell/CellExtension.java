package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Cancellable;
import io.aether.actor.Props;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.spi.SpawnOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rarely used state of an actor. Created on first need and owned by the activation. `options`,
/// `props`, `externalSupervision` and, for guardians, `childNames` are set before the cell starts.
///
/// Few actors use more than one or two of these features, so most fields are null until they are
/// needed. The first timer or watched actor costs an actor about 200 bytes.
///
/// Sets and maps that are iterated keep insertion order, so that a seeded run is repeatable.
final class CellExtension {

  SpawnOptions options = SpawnOptions.NONE;

  Props props = Props.defaults();

  /// Names of children that have not stopped.
  @Nullable ChildNames childNames;

  /// The actors to be notified when this one stops.
  @Nullable Few<Watcher> watchers;

  /// The actors that this one watches. A notice of the end of any other actor is outdated.
  @Nullable Watching watching;

  @Nullable Adapters adapters;

  @Nullable PutAside putAside;

  /// The asks whose requests this actor has handled and that have not ended yet.
  @Nullable OwedAnswers owed;

  /// The ask in which this actor's thread is blocked. Written by the activation, read by any
  /// thread.
  volatile @Nullable Promise<?> awaited;

  /// The tasks that this life has started; see [ActorContext#async].
  @Nullable Works works;

  /// See [ActorContext#setLoggerName].
  @Nullable String loggerName;

  @Nullable ReceiveTimeout receiveTimeout;
  @Nullable CellTimers timers;

  /// The supervision of this actor: the innermost level, which is asked first.
  @Nullable Supervision supervision;

  /// The supervision of this actor by a supervisor, which is asked last; null for most actors.
  @Nullable ExternalSupervision externalSupervision;

  /// Stops the children one after the other; null if all are stopped at the same time.
  @Nullable ReverseStop reverseStop;

  /// The failure that stopped this actor, or null; reported to its parent and to its askers.
  @Nullable Throwable failure;

  /// For inspections: how often this actor was restarted, and its last failure.
  int restarts;

  ActorStatus.@Nullable Failure lastFailure;

  // ---- Each of these is created on first need ----

  ChildNames childNames() {
    if (childNames == null) {
      childNames = new ChildNames();
    }
    return childNames;
  }

  Few<Watcher> watchers() {
    if (watchers == null) {
      watchers = new Few<>();
    }
    return watchers;
  }

  Watching watching() {
    if (watching == null) {
      watching = new Watching();
    }
    return watching;
  }

  Adapters adapters() {
    if (adapters == null) {
      adapters = new Adapters();
    }
    return adapters;
  }

  PutAside putAside() {
    if (putAside == null) {
      putAside = new PutAside();
    }
    return putAside;
  }

  Works works() {
    if (works == null) {
      works = new Works();
    }
    return works;
  }

  /// Adds an ask that this actor has yet to answer.
  void owe(Promise<?> promise) {
    if (owed == null) {
      owed = new OwedAnswers();
    }
    promise.owedTo(owed);
  }

  /// Fails the asks that the actor has not answered. Called when it has stopped.
  void failUnanswered(ActorRef<?> actor, StopReason why) {
    if (owed != null) {
      owed.all().forEach(promise -> promise.targetStopped(actor, why, failure));
    }
  }

  // ---- The end ----

  /// Cancels timers and tasks, so that no message of this life reaches the next one.
  void endTimersAndWork() {
    if (timers != null) {
      timers.cancelAll();
    }
    if (supervision != null && supervision.pause != null) {
      supervision.pause.cancel();
      supervision.pause = null;
    }
    if (receiveTimeout != null) {
      receiveTimeout.cancel();
      receiveTimeout = null;
    }
    if (works != null) {
      works.cancelAll();
      works = null;
    }
  }

  /// {@return the state that a stopped actor still needs, or null} This is the handler of
  /// undelivered messages and the ref, if [SpawnOptions] set them, and a failure until the parent
  /// has processed the end of the actor.
  @Nullable CellExtension remains() {
    boolean placed = options.undelivered() != null || options.selfRef() != null;
    if (!placed && failure == null) {
      return null;
    }
    var remains = new CellExtension();
    remains.failure = failure;
    remains.options =
        placed
            ? new SpawnOptions(
                SpawnOptions.NONE.ownership(), options.undelivered(), options.selfRef())
            : SpawnOptions.NONE;
    return remains;
  }

  /// Passes a message that `actor` will not handle to [SpawnOptions#undelivered]. {@return false if
  /// there is no such handler, or it threw}
  boolean handBack(ActorRef<?> actor, Object message) {
    if (options.undelivered() == null) {
      return false;
    }
    try {
      options.undelivered().accept(message);
      return true;
    } catch (Throwable failure) {
      FailureLog.error(
          actor,
          "has a handler of undelivered messages that threw, so the message becomes a dead letter",
          failure);
      return false;
    }
  }

  /// One level of the supervision of an actor, with its recent restarts.
  static final class Supervision {
    final Behavior<?> original;
    final Function<? super Exception, ? extends SupervisorStrategy> decider;

    /// The level around this one, which decides if this one does not; null for the outermost level.
    final @Nullable Supervision outer;

    /// Whether this level was added when the running actor became a supervised behavior. All such
    /// levels are replaced when the actor becomes another supervised behavior.
    final boolean passing;

    /// The number of restarts in the window that began at `windowStartNanos`.
    int restarts;

    long windowStartNanos;

    /// The number of restarts in a row, from which the pause is computed.
    int inARow;

    /// The time at which the last restart created the behavior.
    long startNanos;

    /// While suspended: whether the restart waits for the end of the pause, or for the release by
    /// the restart controller.
    boolean awaitsBackoff;

    /// While suspended: whether the restart waits for the children to stop.
    boolean awaitsChildren;

    /// The timer of the pause. Cancelled if the actor stops during the pause, because the timer
    /// keeps the actor reachable.
    @Nullable Cancellable pause;

    Supervision(
        Behavior<?> original,
        Function<? super Exception, ? extends SupervisorStrategy> decider,
        @Nullable Supervision outer,
        boolean passing) {
      this.original = original;
      this.decider = decider;
      this.outer = outer;
      this.passing = passing;
    }

    Strategy decide(Exception failure, ActorRef<?> failed) {
      try {
        return (Strategy)
            Objects.requireNonNull(
                decider.apply(failure),
                "the supervision function returned null; return stop(), restart(), resume() or undecided()");
      } catch (Throwable e) {
        if (e != failure) {
          e.addSuppressed(failure);
        }
        FailureLog.error(
            failed, "stops, because its supervision function threw or returned null", e);
        return (Strategy) SupervisorStrategy.stop();
      }
    }

    /// {@return whether one more restart is allowed now; if so, it is counted}
    boolean mayRestart(Strategy.Restart restart, long now) {
      if (restarts == 0
          || now - windowStartNanos > TimeUnit.NANOSECONDS.convert(restart.window())) {
        restarts = 0;
        windowStartNanos = now;
      }
      if (restarts >= restart.limit()) {
        return false;
      }
      restarts++;
      if (now - startNanos > TimeUnit.NANOSECONDS.convert(restart.resetAfter())) {
        inARow = 0;
      }
      inARow++;
      return true;
    }
  }

  /// Adds a level of supervision inside the others.
  ///
  /// @param inCreation whether to keep the present levels: true while a life begins, and for a
  ///   behavior directly inside one that was just added. False if a running actor becomes a
  ///   supervised behavior: then this level replaces the levels of the last such behavior, so that
  ///   levels do not accumulate
  void supervise(Directive.Supervised<?> directive, boolean inCreation) {
    while (!inCreation && supervision != null && supervision.passing) {
      supervision = supervision.outer;
    }
    boolean passing = !inCreation || (supervision != null && supervision.passing);
    supervision = new Supervision(directive.behavior(), directive.decider(), supervision, passing);
  }

  /// {@return the extension that an actor with these options and props needs from the start, or
  /// null}
  static @Nullable CellExtension of(SpawnOptions options, Props props) {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(props, "props");
    if (options == SpawnOptions.NONE && props.equals(Props.defaults())) {
      return null;
    }
    var extension = new CellExtension();
    extension.options = options;
    extension.props = props;
    return extension;
  }

  /// The extension of a guardian.
  static CellExtension ofGuardian() {
    var extension = new CellExtension();
    extension.childNames = ChildNames.shared();
    return extension;
  }
}
