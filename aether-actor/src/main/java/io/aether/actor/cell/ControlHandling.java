package io.aether.actor.cell;

/// The processing of one control message of an actor, which overtakes the entries of its mailbox.
/// Called by the actor's activation.
final class ControlHandling {

  private ControlHandling() {}

  /// Processes a control message. Never throws.
  static void on(ActorCell<?> cell, Control message) {
    try {
      act(cell, message);
    } catch (Throwable failure) {
      Failures.onEscape(cell, failure);
    }
  }

  private static void act(ActorCell<?> cell, Control message) {
    CellExtension rare = cell.extension;
    switch (message) {
      case Control.Stop stop -> Lifecycle.stop(cell, stop.reason);
      case Control.Watch watch -> {
        if (cell.terminated) {
          Notices.ofEnd(cell, watch.who);
        } else {
          cell.extension().watchers().add(watch.who);
        }
      }
      case Control.Unwatch unwatch -> {
        if (rare != null && rare.watchers != null) {
          rare.watchers.remove(unwatch.who);
        }
      }
      case Control.Adopt adopt -> Lifecycle.onAdopted(cell, adopt.child);
      case Control.ChildStopped stopped -> Lifecycle.onChildStopped(cell, stopped);
      case Control.EndIsKnown _ -> {
        if (rare != null) {
          rare.failure = null;
          cell.extension = rare.remains();
        }
      }
      case Control.BackoffOver _, Control.Hold _, Control.Release _ -> {
        if (!cell.terminated) {
          Failures.onSupervision(cell, message);
        }
      }
      case Control.Overdue due -> {
        if (rare != null && rare.reverseStop != null) {
          rare.reverseStop.goOn(due);
        }
      }
      case Control.AdapterExported it -> {
        if (cell.terminated || it.adapter.isWithdrawn()) {
          cell.system.unexport(it.adapter);
        } else {
          cell.extension().adapters().exported.add(it.adapter);
        }
      }
      case Control.Inspect it -> it.question.answer(Inspector.look(cell, it.question.path, null));
      case Control.Parked _ -> throw new AssertionError("PARKED is only a marker");
    }
  }
}
