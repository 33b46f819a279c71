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

/// The state that most actors never have. Created on first need, owned by the activation;
/// `options`, `props` and, for guardians, `childNames` are set before the cell starts.
///
/// Few actors use more than one or two of these features, so each field is null until it is needed.
/// An actor that has one timer or watches one other actor costs about 200 bytes more than an actor
/// without.
///
/// Sets and maps that are iterated keep insertion order, so that a seeded run is repeatable.
final class CellExtension {

  SpawnOptions options = SpawnOptions.NONE;

  Props props = Props.defaults();

  /// Names of children that have not stopped.
  @Nullable ChildNames childNames;

  /// The actors to be notified when this one stops.
  @Nullable Few<Watcher> watchers;

  /// The actors that this one watches. A notice about another actor is outdated.
  @Nullable Watching watching;

  @Nullable Adapters adapters;

  @Nullable PutAside putAside;

  /// The asks whose requests have been handled and that have not ended.
  @Nullable OwedAnswers owed;

  /// The ask in which this actor's thread is blocked. Written by the activation, read by any
  /// thread.
  volatile @Nullable Promise<?> awaited;

  /// The background work of this life.
  @Nullable Works works;

  /// See [ActorContext#setLoggerName].
  @Nullable String loggerName;

  @Nullable ReceiveTimeout receiveTimeout;
  @Nullable CellTimers timers;

  /// The supervision of this actor: the innermost level, which is asked first.
  @Nullable Supervision supervision;

  /// Decides about the lives of the actor from outside it, or null; set before the actor starts.
  @Nullable ExternalSupervision externalSupervision;

  /// How its children are stopped, or null if all are stopped at once.
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

  /// Adds an ask that waits for an answer.
  void owe(Promise<?> promise) {
    if (owed == null) {
      owed = new OwedAnswers();
    }
    promise.owedTo(owed);
  }

  /// Called when the actor has stopped and will not answer any longer.
  void failUnanswered(ActorRef<?> actor, StopReason why) {
    if (owed != null) {
      owed.all().forEach(promise -> promise.targetStopped(actor, why, failure));
    }
  }

  // ---- The end ----

  /// Cancels all work that would send a message of this life to the next one.
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

  /// {@return the part of this that a stopped actor still needs, or null: the recipient of its late
  /// messages and its address, if [SpawnOptions] have chosen its place; and its failure, until its
  /// parent has processed its end}
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

  /// {@return whether a handler took the message that `actor` leaves undelivered}
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

    /// Decides if this level leaves the decision open.
    final @Nullable Supervision outer;

    /// Whether the actor became this behavior, or one around it, after its start.
    final boolean passing;

    /// Restarts in the window that began at `windowStartNanos`.
    int restarts;

    long windowStartNanos;

    /// The number of restarts in a row, from which the pause is computed, and the time of the last
    /// one.
    int inARow;

    long startNanos;

    /// While suspended: the conditions that have to end before the behavior is created again.
    boolean awaitsBackoff;

    boolean awaitsChildren;

    /// The timer of the pause. If the actor stops during the pause, an uncancelled timer would keep
    /// all of this reachable.
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
  /// @param inCreation whether the actor is creating its initial behavior; if a running actor
  ///   becomes a supervised behavior, this level replaces the level of the last such behavior, so
  ///   that levels do not accumulate
  void supervise(Directive.Supervised<?> directive, boolean inCreation) {
    while (!inCreation && supervision != null && supervision.passing) {
      supervision = supervision.outer;
    }
    boolean passing = !inCreation || (supervision != null && supervision.passing);
    supervision = new Supervision(directive.behavior(), directive.decider(), supervision, passing);
  }

  /// {@return the extension that such an actor needs from the start, or null if it needs none}
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
