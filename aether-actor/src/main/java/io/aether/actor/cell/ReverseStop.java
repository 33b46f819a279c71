package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import io.aether.actor.StopReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stops the children of an actor one after the other, the youngest first. The wait for each child
/// is limited by the patience of its [RestartController]; after that the next child is stopped,
/// too. Owned by the parent's activation.
final class ReverseStop {

  private static final Logger LOG = LoggerFactory.getLogger(ReverseStop.class);

  private final ActorCell<?> parent;
  private @Nullable Cancellable overdue;

  /// The child that was stopped last, whose end is awaited. Children that were not in time may
  /// still live after it.
  private @Nullable ActorCell<?> awaited;

  /// The reason for which it was stopped.
  private StopReason awaitedReason = StopReason.BY_PARENT;

  ReverseStop(ActorCell<?> parent) {
    this.parent = parent;
  }

  /// Stops `child`, if it is not null, and its older siblings after it.
  void from(@Nullable ActorCell<?> child, StopReason reason) {
    if (overdue != null) {
      overdue.cancel();
      overdue = null;
    }
    awaited = child;
    awaitedReason = reason;
    if (child == null) {
      return;
    }
    child.stop(reason);
    Duration patience = patience(child);
    if (patience != null && child.nextSibling != null) {
      overdue =
          parent
              .system
              .environment()
              .scheduler()
              .schedule(patience, () -> parent.push(new Control.Overdue(child, reason)));
    }
  }

  /// Continues with the next sibling of a child that has stopped, if it is the one awaited.
  ///
  /// @param older its next sibling before it was removed
  void stopped(ActorCell<?> child, @Nullable ActorCell<?> older) {
    if (child == awaited) {
      from(older, awaitedReason);
    }
  }

  /// Continues with the next sibling of a child that takes too long.
  void goOn(Control.Overdue due) {
    for (var child = parent.firstChild; child != null; child = child.nextSibling) {
      if (child == due.child) {
        LOG.warn("{} has not stopped within {}", child.path(), patience(child));
        from(child.nextSibling, due.reason);
        return;
      }
    }
  }

  /// The patience was set before the child could start.
  private static @Nullable Duration patience(ActorCell<?> child) {
    CellExtension rare = child.extension;
    return rare == null || rare.externalSupervision == null
        ? null
        : rare.externalSupervision.restartController().patience();
  }
}
