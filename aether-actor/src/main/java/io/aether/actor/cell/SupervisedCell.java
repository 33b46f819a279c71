package io.aether.actor.cell;

import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The part of an actor that decides what follows from a failure: the levels of its supervision,
/// from the innermost outwards, then its restart controller, and finally its stop. All of it is
/// owned by the activation; the states are defined in [LifecycleCell].
abstract class SupervisedCell<M> extends LifecycleCell<M> {

  SupervisedCell(
      LocalActorSystem system,
      @Nullable TreeCell<?> parent,
      @Nullable String name,
      Behavior<M> behavior,
      @Nullable CellExtension extension) {
    super(system, parent, name, behavior, extension);
  }

  @Override
  final void onFailure(Throwable failure, boolean inCreation) {
    if (lifecycle != Lifecycle.RUNNING) {
      FailureLog.error(this, "failed while it was not running", failure);
      return;
    }
    for (var level = levelFor(failure); level != null; level = level.outer) {
      switch (level.decide((Exception) failure, this)) {
        case SupervisorStrategy.Resume resume -> {
          if (!inCreation) {
            failed(failure, resume);
            if (extension != null && extension.putAside != null) {
              extension.putAside.endAbandoned(this, failure);
            }
            log(resume.logging(), "failed and resumes", failure);
            return;
          }
        }
        case SupervisorStrategy.Restart restart -> {
          long now = system.environment().scheduler().nanoTime();
          if ((!inCreation || restart.isBounded()) && level.mayRestart(restart, now)) {
            failed(failure, restart);
            beginRestart(level, restart, failure, inCreation);
            return;
          }
        }
        case SupervisorStrategy.Undecided _ -> {}
        case SupervisorStrategy.Stop stop -> {
          stopFor(failure, stop, inCreation);
          return;
        }
      }
    }
    stopFor(failure, SupervisorStrategy.stop(), inCreation);
  }

  private void log(SupervisorStrategy.FailureLogging logging, String what, Throwable failure) {
    if (logging.enabled()) {
      FailureLog.log(logging.level(), this, what, failure);
    }
  }

  private CellExtension.@Nullable Supervision levelFor(Throwable failure) {
    return failure instanceof Exception && extension != null ? extension.supervision : null;
  }

  private void stopFor(Throwable failure, SupervisorStrategy.Stop stop, boolean inCreation) {
    if (isKept(failure)) {
      failed(failure, SupervisorStrategy.restart());
      FailureLog.warn(this, "failed and waits for its supervisor", failure);
      hold(inCreation);
      return;
    }
    failed(failure, stop);
    log(stop.logging(), "failed and stops", failure);
    extension().failure = failure;
    beginStop(inCreation ? StopReason.CREATION_FAILED : StopReason.FAILURE);
  }

  /// Called for each failure and the decision about it.
  abstract void failed(Throwable failure, SupervisorStrategy decision);

  /// Called for each new start.
  abstract void restarting();

  private void beginRestart(
      CellExtension.Supervision level,
      SupervisorStrategy.Restart restart,
      Throwable failure,
      boolean inCreation) {
    Duration pause = restart.pause(level.inARow, system.environment().random());
    String what = "failed and restarts" + (pause.isZero() ? "" : " in " + pause);
    log(restart.logging(), what, failure);
    suspend(level, inCreation, restart.stopsChildren());
    level.awaitsBackoff = pause.isPositive() || inCreation;
    if (pause.isPositive()) {
      level.pause =
          system
              .environment()
              .scheduler()
              .schedule(pause, () -> push(new Control.BackoffOver(level)));
    } else if (inCreation) {
      push(new Control.BackoffOver(level)); // not directly: each failure would deepen this call
    }
    restartIfReady();
  }

  private void suspend(CellExtension.Supervision level, boolean inCreation, boolean stopsChildren) {
    endTimersAndWork();
    if (!inCreation) {
      signalQuietly(new Signal.PreRestart());
      endTimersAndWork(); // which the signal handler may have started
    }
    putStashesAhead();
    behavior = Behaviors.empty(); // an actor that stops before the restart gets no signal
    lifecycle = Lifecycle.SUSPENDED;
    extension().supervision = level; // the levels inside it end with the behavior
    if (stopsChildren) {
      stopChildren(StopReason.BY_PARENT);
      forgetChildren();
    }
    level.awaitsChildren = stopsChildren && firstChild != null;
  }

  @Override
  final boolean isKept(@Nullable Throwable failure) {
    return extension != null
        && extension.externalSupervision != null
        && extension.externalSupervision.restartController().keeps(failure);
  }

  @Override
  final void hold(boolean inCreation) {
    ExternalSupervision externalSupervision =
        Objects.requireNonNull(extension().externalSupervision);
    var level = externalSupervision.level(behavior);
    suspend(level, inCreation, /* stopsChildren= */ true);
    level.awaitsBackoff = true;
    externalSupervision.tellIfHeld(level);
  }

  @Override
  final void restartIfReady() {
    var supervision = Objects.requireNonNull(extension().supervision);
    if (!supervision.awaitsBackoff && !supervision.awaitsChildren) {
      lifecycle = Lifecycle.RUNNING;
      supervision.startNanos = system.environment().scheduler().nanoTime();
      restarting();
      @SuppressWarnings("unchecked") // the level was created with a Behavior<M>
      var original = (Behavior<M>) supervision.original;
      create(original);
    }
  }

  @Override
  final void onSupervision(Control message) {
    boolean suspended = lifecycle == Lifecycle.SUSPENDED;
    var level = extension().supervision;
    ExternalSupervision externalSupervision = extension().externalSupervision;
    boolean held = suspended && externalSupervision != null && externalSupervision.isAt(level);
    switch (message) {
      case Control.BackoffOver over when suspended && over.level == level -> goOn(over.level);
      case Control.Release _ when held && level != null -> goOn(level);
      case Control.Hold _ when !held && (suspended || lifecycle == Lifecycle.RUNNING) ->
          hold(/* inCreation= */ suspended);
      default -> {} // outdated
    }
  }

  private void goOn(CellExtension.Supervision level) {
    level.awaitsBackoff = false;
    level.pause = null;
    restartIfReady();
  }
}
