package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.Signal;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import org.jspecify.annotations.Nullable;

/// Sends notices to several refs. A failure of one recipient, because it is remote or a user's ref,
/// must not keep the notice from the others.
final class Notices {

  private Notices() {}

  /// Notifies the watchers of `cell`, which has stopped, or of its adapters; the parent is notified
  /// first.
  static void ofEnd(ActorCell<?> cell, @Nullable Few<Watcher> watchers) {
    if (watchers == null) {
      return;
    }
    ActorCell<?> parent = cell.parent;
    if (parent != null && watchers.remove(new Watcher(parent, cell))) {
      ofEnd(cell, new Watcher(parent, cell));
    }
    watchers.all().forEach(who -> ofEnd(cell, who));
  }

  /// Notifies one watcher.
  static void ofEnd(ActorCell<?> cell, Watcher who) {
    Throwable failure = cell.failure();
    Signal signal =
        failure != null && who.watcher() == cell.parent
            ? new Signal.ChildFailed(who.watched(), failure)
            : new Signal.Terminated(who.watched(), Lifecycle.reason(cell));
    send(cell, who.watcher(), new SystemMessage.Notify(signal));
  }

  static void send(ActorRef<?> sender, AbstractRef<?> to, SystemMessage message) {
    try {
      to.send(message);
    } catch (Throwable failure) {
      FailureLog.error(sender, "could not notify " + to.path() + " of an end", failure);
    }
  }
}
