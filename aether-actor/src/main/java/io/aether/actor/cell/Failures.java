package io.aether.actor.cell;

import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/// Decides about a failed actor: first by the levels of its supervision, from the innermost
/// outwards; then by its restart controller, if there is one; otherwise the actor stops. All
/// methods are called by the actor's activation. The states are defined in [Lifecycle].
final class Failures {

  private static final Strategy.Stop STOP = new Strategy.Stop(Strategy.Logging.at(Level.ERROR));

  private Failures() {}

  /// Handles a failure of an actor whose behavior has been created.
  static void on(ActorCell<?> cell, Throwable failure) {
    on(cell, failure, /* inCreation= */ false);
  }

  static void on(ActorCell<?> cell, Throwable failure, boolean inCreation) {
    if (cell.lifecycle != Lifecycle.RUNNING) {
      FailureLog.error(cell, "failed while it was not running", failure);
      return;
    }
    for (var level = levelFor(cell, failure); level != null; level = level.outer) {
      switch (level.decide((Exception) failure, cell)) {
        case Strategy.Resume resume -> {
          if (!inCreation) {
            cell.failed(failure, resume);
            if (cell.extension != null && cell.extension.putAside != null) {
              cell.extension.putAside.endAbandoned(cell, failure);
            }
            log(cell, resume.logging(), "failed and resumes", failure);
            return;
          }
        }
        case Strategy.Restart restart -> {
          long now = cell.system.environment().scheduler().nanoTime();
          if ((!inCreation || restart.isBounded()) && level.mayRestart(restart, now)) {
            cell.failed(failure, restart);
            beginRestart(cell, level, restart, failure, inCreation);
            return;
          }
        }
        case Strategy.Undecided _ -> {}
        case Strategy.Stop stop -> {
          stopFor(cell, failure, stop, inCreation);
          return;
        }
      }
    }
    stopFor(cell, failure, STOP, inCreation);
  }

  /// Stops an actor for an exception thrown outside its behavior, for example by a timer's key or
  /// an [Ownership]. If one escaped, the actor would stay scheduled but never run.
  static void onEscape(ActorCell<?> cell, Throwable failure) {
    if (cell.lifecycle != Lifecycle.STOPPING && cell.lifecycle != Lifecycle.STOPPED) {
      cell.extension().failure = failure;
      Lifecycle.stop(cell, StopReason.FAILURE);
    }
    FailureLog.error(cell, "failed outside its behavior", failure);
  }

  private static void log(
      ActorCell<?> cell, Strategy.Logging logging, String what, Throwable failure) {
    if (logging.enabled()) {
      FailureLog.log(logging.level(), cell, what, failure);
    }
  }

  private static CellExtension.@Nullable Supervision levelFor(
      ActorCell<?> cell, Throwable failure) {
    return failure instanceof Exception && cell.extension != null
        ? cell.extension.supervision
        : null;
  }

  private static void stopFor(
      ActorCell<?> cell, Throwable failure, Strategy.Stop stop, boolean inCreation) {
    if (isKept(cell, failure)) {
      cell.failed(failure, SupervisorStrategy.restart());
      FailureLog.warn(cell, "failed and waits for its supervisor", failure);
      hold(cell, inCreation);
      return;
    }
    cell.failed(failure, stop);
    log(cell, stop.logging(), "failed and stops", failure);
    cell.extension().failure = failure;
    Lifecycle.stop(cell, inCreation ? StopReason.CREATION_FAILED : StopReason.FAILURE);
  }

  // ---- Restart ----

  private static void beginRestart(
      ActorCell<?> cell,
      CellExtension.Supervision level,
      Strategy.Restart restart,
      Throwable failure,
      boolean inCreation) {
    Duration pause = restart.pause(level.inARow, cell.system.environment().random());
    String what = "failed and restarts" + (pause.isZero() ? "" : " in " + pause);
    log(cell, restart.logging(), what, failure);
    suspend(cell, level, inCreation, restart.stopsChildren());
    level.awaitsBackoff = pause.isPositive() || inCreation;
    if (pause.isPositive()) {
      level.pause =
          cell.system
              .environment()
              .scheduler()
              .schedule(pause, () -> cell.push(new Control.BackoffOver(level)));
    } else if (inCreation) {
      // By a message, because a direct call would recurse once for each failure.
      cell.push(new Control.BackoffOver(level));
    }
    restartIfReady(cell);
  }

  private static void suspend(
      ActorCell<?> cell,
      CellExtension.Supervision level,
      boolean inCreation,
      boolean stopsChildren) {
    cell.endTimersAndWork();
    if (!inCreation) {
      cell.signalQuietly(new Signal.PreRestart());
      cell.endTimersAndWork(); // which the signal handler may have started
    }
    cell.putStashesAhead();
    cell.behavior = Behaviors.empty(); // an actor that stops before the restart gets no signal
    cell.lifecycle = Lifecycle.SUSPENDED;
    cell.extension().supervision = level; // the levels inside it end with the behavior
    if (stopsChildren) {
      cell.stopChildren(StopReason.BY_PARENT);
      Children.forget(cell);
    }
    level.awaitsChildren = stopsChildren && cell.firstChild != null;
  }

  static void onChildrenStopped(ActorCell<?> cell, CellExtension.Supervision level) {
    level.awaitsChildren = false;
    ExternalSupervision external = cell.extension().externalSupervision;
    if (external != null) {
      external.tellIfHeld(level);
    }
    restartIfReady(cell);
  }

  /// Starts the next life if no condition remains.
  private static <M> void restartIfReady(ActorCell<M> cell) {
    var supervision = Objects.requireNonNull(cell.extension().supervision);
    if (!supervision.awaitsBackoff && !supervision.awaitsChildren) {
      cell.lifecycle = Lifecycle.RUNNING;
      supervision.startNanos = cell.system.environment().scheduler().nanoTime();
      cell.restarting();
      @SuppressWarnings("unchecked") // the level was created with a Behavior<M>
      var original = (Behavior<M>) supervision.original;
      Lifecycle.create(cell, original);
    }
  }

  // ---- The restart controller ----

  /// {@return whether a restart controller holds the actor instead of letting it stop}
  static boolean isKept(ActorCell<?> cell, @Nullable Throwable failure) {
    return cell.extension != null
        && cell.extension.externalSupervision != null
        && cell.extension.externalSupervision.restartController().keeps(failure);
  }

  /// Ends this life and waits, without taking entries, until the actor is released.
  static void hold(ActorCell<?> cell, boolean inCreation) {
    ExternalSupervision external = Objects.requireNonNull(cell.extension().externalSupervision);
    var level = external.level(cell.behavior);
    suspend(cell, level, inCreation, /* stopsChildren= */ true);
    level.awaitsBackoff = true;
    external.tellIfHeld(level);
  }

  /// Processes a message of a restart controller or of a supervision timer.
  static void onSupervision(ActorCell<?> cell, Control message) {
    boolean suspended = cell.lifecycle == Lifecycle.SUSPENDED;
    var level = cell.extension().supervision;
    ExternalSupervision external = cell.extension().externalSupervision;
    boolean held = suspended && external != null && external.isAt(level);
    switch (message) {
      case Control.BackoffOver over when suspended && over.level == level -> goOn(cell, over.level);
      case Control.Release _ when held && level != null -> goOn(cell, level);
      case Control.Hold _ when !held && (suspended || cell.lifecycle == Lifecycle.RUNNING) ->
          hold(cell, /* inCreation= */ suspended);
      default -> {} // outdated
    }
  }

  private static void goOn(ActorCell<?> cell, CellExtension.Supervision level) {
    level.awaitsBackoff = false;
    level.pause = null;
    restartIfReady(cell);
  }
}
