package io.aether.actor.cell;

import io.aether.actor.StopReason;
import org.jspecify.annotations.Nullable;

/// A control message: it overtakes the messages in a mailbox. It is also its own node in the
/// control stack.
abstract sealed class Control {

  /// Owned by the pusher until pushed, then by the activation.
  @Nullable Control next;

  /// Stop after the current message.
  static final class Stop extends Control {
    final StopReason reason;

    Stop(StopReason reason) {
      this.reason = reason;
    }
  }

  /// Notify a watcher at the end.
  static final class Watch extends Control {
    final Watcher who;

    Watch(Watcher who) {
      this.who = who;
    }
  }

  /// Do not notify a watcher any longer.
  static final class Unwatch extends Control {
    final Watcher who;

    Unwatch(Watcher who) {
      this.who = who;
    }
  }

  /// A child spawned by a thread outside the actor, which has registered its name.
  static final class Adopt extends Control {
    final ActorCell<?> child;

    Adopt(ActorCell<?> child) {
      this.child = child;
    }
  }

  /// A child has stopped and left the tree.
  static final class ChildStopped extends Control {
    final ActorCell<?> child;

    /// Whether a failure stopped it; the child keeps that failure until [EndIsKnown].
    final boolean failed;

    ChildStopped(ActorCell<?> child, boolean failed) {
      this.child = child;
      this.failed = failed;
    }
  }

  /// The parent has processed the end of this actor. Asks that the parent sent earlier were sent
  /// without knowledge of this end, and may still need the failure that stopped the actor. From
  /// here on no ask needs it.
  static final class EndIsKnown extends Control {}

  /// An adapter can now be found by a number, until its owner has stopped.
  static final class AdapterExported extends Control {
    final AdapterRef<?> adapter;

    AdapterExported(AdapterRef<?> adapter) {
      this.adapter = adapter;
    }
  }

  /// Report the state of this actor.
  static final class Inspect extends Control {
    final Inspector.Question question;

    Inspect(Inspector.Question question) {
      this.question = question;
    }
  }

  /// The pause before a restart is over.
  static final class BackoffOver extends Control {
    final CellExtension.Supervision level;

    BackoffOver(CellExtension.Supervision level) {
      this.level = level;
    }
  }

  /// End this life and wait for the restart controller to release the next one; see
  /// [ExternalSupervision].
  static final class Hold extends Control {}

  /// Ends [Hold].
  static final class Release extends Control {}

  /// A child takes too long to stop; see [ReverseStop].
  static final class Overdue extends Control {
    final ActorCell<?> child;
    final StopReason reason;

    Overdue(ActorCell<?> child, StopReason reason) {
      this.child = child;
      this.reason = reason;
    }
  }

  /// See [MailboxCell].
  static final class Parked extends Control {}
}
