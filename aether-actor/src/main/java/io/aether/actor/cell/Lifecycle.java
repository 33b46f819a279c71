package io.aether.actor.cell;

import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.SystemMessage;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The states of an actor, and the transitions from its start to its end. All methods are called by
/// the actor's activation.
///
///     NEW --Start--> RUNNING --failure: restart--> SUSPENDED --no children, pause over--> RUNNING
///       |               |                              |
///       `-----stop------+------------------------------'
///                       v
///                   STOPPING --children gone: PostStop--> STOPPED --mailbox drained--> terminated
///
/// A *life* of an actor begins when its behavior is created, and ends with a restart or the stop. A
/// child of a supervisor is SUSPENDED before each of its lives, until it is released; see
/// [ExternalSupervision].
///
/// In the states SUSPENDED and STOPPING the actor takes no entries. They wait in the mailbox until
/// the new behavior handles them or they become dead letters. A STOPPED cell continues to turn late
/// messages into dead letters for as long as its ref is reachable. Before it terminates it drains
/// the entries that were sent before its end.
///
/// [Failures] decides when an actor is suspended and when it runs again.
final class Lifecycle {

  // Bytes instead of an enum, because a reference would make each actor eight bytes larger.

  static final byte NEW = 0;
  static final byte RUNNING = 1;
  static final byte SUSPENDED = 2;
  static final byte STOPPING = 3;
  static final byte STOPPED = 4;

  private static final List<String> NAMES =
      List.of("NEW", "RUNNING", "SUSPENDED", "STOPPING", "STOPPED");

  /// The cause that is passed to [#become] when a life begins.
  private static final Object CREATION = "its own start";

  private Lifecycle() {}

  static String name(byte lifecycle) {
    return NAMES.get(lifecycle);
  }

  // ---- The start ----

  /// Starts the first life of an actor, unless it was stopped before.
  static <M> void start(ActorCell<M> cell) {
    if (cell.lifecycle != NEW) {
      return;
    }
    if (cell.extension != null && cell.extension.externalSupervision != null) {
      Failures.hold(cell, /* inCreation= */ true);
    } else {
      cell.lifecycle = RUNNING;
      create(cell, cell.behavior);
    }
  }

  /// Creates the behavior of a new life.
  static <M> void create(ActorCell<M> cell, Behavior<M> initial) {
    try {
      cell.behavior = initial;
      become(cell, initial, CREATION);
      if (cell.lifecycle == RUNNING
          && cell.extension != null
          && cell.extension.externalSupervision != null) {
        cell.extension.externalSupervision.restartController().started();
      }
      if (cell.behavior instanceof Directive<M> && cell.lifecycle == RUNNING) {
        throw new IllegalStateException(
            cell.path()
                + " cannot start: a setup returned Behaviors.same() or unhandled(), which keep the"
                + " current behavior, and there is none yet; return the behavior to start with");
      }
    } catch (Throwable failure) {
      Failures.on(cell, failure, /* inCreation= */ true);
    }
  }

  /// Replaces the behavior by `next`, or does what `next` says if it is a directive.
  ///
  /// @param cause the message or signal for which the behavior returned `next`, or CREATION
  /// @return false if the behavior does not handle the cause
  static <M> boolean become(ActorCell<M> cell, Behavior<M> next, Object cause) throws Exception {
    return become(cell, next, cause, /* passing= */ cause != CREATION);
  }

  /// @param passing whether a supervised behavior replaces the supervision that the last one added,
  ///   instead of adding a level
  private static <M> boolean become(
      ActorCell<M> cell, Behavior<M> next, Object cause, boolean passing) throws Exception {
    switch (next) {
      case null ->
          throw new NullPointerException(
              "A behavior returned null; return Behaviors.same() to keep the current behavior");
      case Directive.Same<M> _ -> {}
      case Directive.Unhandled<M> _ -> {
        if (!(cause instanceof Signal)) {
          cell.system.deadLetters().publish(cause, cell.path(), DeadLetter.Reason.UNHANDLED);
        }
        return false;
      }
      case Directive.Stopped<M>(var effect) -> {
        if (Failures.isKept(cell, null)) {
          Failures.hold(cell, /* inCreation= */ false);
          run(cell, effect);
          cell.endTimersAndWork(); // which the effect may have started
        } else {
          stop(cell, StopReason.OWN_DECISION, effect);
        }
      }
      case Directive.Ending<M> _ -> throw new AssertionError("behaviors cannot return " + next);
      case Directive.Deferred<M>(var factory) -> {
        return become(cell, factory.create(cell), cause, passing);
      }
      case Directive.Supervised<M> supervised -> {
        cell.extension().supervise(supervised, /* inCreation= */ !passing);
        // A supervised behavior directly inside this one adds a level.
        return become(cell, supervised.behavior(), cause, /* passing= */ false);
      }
      default -> cell.behavior = next;
    }
    return true;
  }

  // ---- The stop ----

  static void stop(ActorCell<?> cell, StopReason reason) {
    stop(cell, reason, null);
  }

  private static <M> void stop(ActorCell<M> cell, StopReason reason, @Nullable Runnable effect) {
    if (cell.lifecycle == STOPPING || cell.lifecycle == STOPPED) {
      return;
    }
    if (cell.lifecycle == NEW) {
      cell.behavior = Behaviors.empty(); // never created, so no behavior receives the signal
    }
    cell.lifecycle = STOPPING;
    cell.endTimersAndWork();
    if (cell.firstChild == null) {
      finishStop(cell, reason, effect);
    } else {
      cell.behavior = new Directive.Ending<>(cell.behavior, reason, effect); // saves a field
      cell.stopChildren(reasonForChildren(cell));
    }
  }

  private static StopReason reasonForChildren(ActorCell<?> cell) {
    return reason(cell) == StopReason.SHUTDOWN ? StopReason.SHUTDOWN : StopReason.BY_PARENT;
  }

  /// {@return the reason for which the actor stops or has stopped, from its [Directive.Ending]}
  static <M> StopReason reason(ActorCell<M> cell) {
    return ((Directive.Ending<M>) cell.behavior).reason();
  }

  private static <M> void finishStop(ActorCell<M> cell) {
    var ending = (Directive.Ending<M>) cell.behavior;
    cell.behavior = Objects.requireNonNull(ending.last());
    finishStop(cell, ending.reason(), ending.effect());
  }

  private static void finishStop(ActorCell<?> cell, StopReason reason, @Nullable Runnable effect) {
    cell.signalQuietly(new Signal.PostStop(reason));
    run(cell, effect);
    cell.endTimersAndWork(); // which the signal or the effect may have started
    cell.lifecycle = STOPPED;
    cell.behavior = Directive.over(reason);
    cell.putStashesAhead();
    cell.endMail();
    if (cell.extension != null) {
      cell.extension.failUnanswered(cell, reason);
    }
  }

  private static void run(ActorCell<?> cell, @Nullable Runnable effect) {
    try {
      if (effect != null) {
        effect.run();
      }
    } catch (Throwable failure) {
      FailureLog.error(cell, "failed in the effect of its stop", failure);
    }
  }

  static <M> void signalQuietly(ActorCell<M> cell, Signal signal) {
    if (cell.behavior instanceof Directive<M>) {
      return; // its creation failed, so no behavior receives the signal
    }
    try {
      cell.behavior.onSignal(cell, signal);
    } catch (Throwable failure) {
      FailureLog.error(cell, "failed while handling " + signal, failure);
    }
  }

  // ---- The end ----

  /// Ends an actor whose mailbox is drained: its parent is notified, then the other watchers.
  static void terminate(ActorCell<?> cell) {
    LocalActorSystem system = cell.system;
    ActorCell<?> parent = cell.parent;
    cell.terminated = true;
    FlightEvents.stopped(cell, reason(cell));
    if (cell.exported) {
      system.unexport(cell);
    }
    CellExtension rare = cell.extension;
    if (parent != null) {
      if (parent.parent == null) {
        Children.freeName(parent, cell); // a thread that learns of the end may reuse it at once
      }
      parent.push(new Control.ChildStopped(cell, cell.failure() != null));
    } else {
      system.guardianStopped(cell);
    }
    if (rare != null) {
      if (rare.adapters != null) {
        rare.adapters.exported.all().forEach(system::unexport);
        rare.adapters.end();
      }
      Notices.ofEnd(cell, rare.watchers);
      if (rare.watching != null) {
        rare.watching
            .refs()
            .forEach(other -> Notices.send(cell, other, new SystemMessage.Unwatch(cell)));
      }
      if (parent != null) { // a guardian keeps it: any thread may spawn through it
        cell.extension = rare.remains(); // a ref that is still reachable must not keep the rest
      }
    }
  }

  // ---- Its children ----

  /// Adds a child that another thread has spawned through this guardian.
  static void onAdopted(ActorCell<?> cell, ActorCell<?> child) {
    Children.link(cell, child);
    if (cell.lifecycle == STOPPING || cell.lifecycle == STOPPED) {
      child.stop(reasonForChildren(cell));
    }
  }

  static void onChildStopped(ActorCell<?> cell, Control.ChildStopped stopped) {
    ActorCell<?> child = stopped.child;
    ActorCell<?> older = child.nextSibling;
    Children.unlink(cell, child);
    CellExtension rare = cell.extension;
    var level = cell.lifecycle == SUSPENDED ? cell.extension().supervision : null;
    boolean awaited = cell.lifecycle == STOPPING || (level != null && level.awaitsChildren);
    if (awaited && rare != null && rare.reverseStop != null) {
      rare.reverseStop.stopped(child, older);
    }
    if (awaited && cell.firstChild == null) {
      if (level == null) {
        finishStop(cell);
      } else {
        Failures.onChildrenStopped(cell, level);
      }
    }
    if (stopped.failed) {
      child.push(new Control.EndIsKnown());
    }
  }
}
