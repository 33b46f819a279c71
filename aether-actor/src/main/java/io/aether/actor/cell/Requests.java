package io.aether.actor.cell;

import io.aether.actor.DeadLetter;
import io.aether.actor.StopReason;
import org.jspecify.annotations.Nullable;

/// The handling of ask requests in an actor. An ask ends at once when no actor can answer it any
/// longer. All methods are called by the actor's activation.
final class Requests {

  /// Whether a behavior handles such a message.
  enum Handled {
    YES,
    NO
  }

  private Requests() {}

  /// Processes a request from the mailbox, or one that was put aside.
  static void on(ActorCell<?> cell, InBand.Asked mail, Promise<?> promise) {
    Object message = mail.message;
    if (cell.lifecycle != Lifecycle.RUNNING) {
      undelivered(cell, message, promise, Lifecycle.reason(cell));
    } else if (promise.isGivenUp()) {
      cell.system.deadLetters().publish(message, cell.path(), DeadLetter.Reason.EXPIRED);
    } else if (cell.mayAct()) {
      cell.countsForReceiveTimeout(message);
      handle(cell, mail, promise);
    } else {
      undelivered(cell, message, promise, StopReason.FENCED);
      Lifecycle.stop(cell, StopReason.FENCED);
    }
  }

  /// Handles the message of `mail`. Its ask ends at once unless an answer is still possible.
  static void handle(ActorCell<?> cell, InBand.Asked mail, Promise<?> promise) {
    Object message = mail.message;
    mail.movedOn = false;
    Object outcome = MessageHandling.handle(cell, message);
    mail.message = message; // an observer may deliver the same entry once more
    if (mail.movedOn) {
      return; // it is put aside, or passed on to another actor
    }
    switch (outcome) {
      case Handled.YES -> answerIsOwed(cell, promise);
      case Handled.NO -> promise.undelivered(DeadLetter.Reason.UNHANDLED);
      case Throwable failure -> failed(cell, promise, failure);
      default -> throw new AssertionError("unknown outcome: " + outcome);
    }
  }

  /// Handles the message into which an adapter has translated `mail`; null if the adapter rejects
  /// it.
  static void adapted(ActorCell<?> cell, InBand.Adapted mail, @Nullable Object message) {
    Object original = mail.message;
    Promise<?> promise = mail.promise;
    if (message == null) {
      cell.system.deadLetters().publish(original, cell.path(), DeadLetter.Reason.UNHANDLED);
      if (promise != null) {
        promise.undelivered(DeadLetter.Reason.UNHANDLED);
      }
    } else if (promise == null) {
      MessageHandling.handle(cell, message);
    } else {
      mail.message = message;
      handle(cell, mail, promise);
      mail.message = original;
    }
  }

  /// Rejects a message to an adapter that the actor will not handle. It is a dead letter even if a
  /// handler takes the actor's undelivered messages, because it is not of the actor's protocol.
  static void undelivered(
      ActorCell<?> cell, InBand.Adapted mail, DeadLetter.Reason reason, StopReason why) {
    cell.system.deadLetters().publish(mail.message, cell.path(), reason);
    if (mail.promise != null) {
      mail.promise.targetStopped(cell, why, cell.failure());
    }
  }

  /// Rejects a message that the actor will not handle.
  ///
  /// @param promise the ask whose answer its sender waits for, or null
  static void undelivered(
      ActorCell<?> cell, Object message, @Nullable Promise<?> promise, StopReason why) {
    if (cell.extension != null && cell.extension.handBack(cell, message)) {
      return; // the ask may still be answered
    }
    cell.system.deadLetters().publish(message, cell.path(), DeadLetter.Reason.STOPPED);
    if (promise != null) {
      promise.targetStopped(cell, why, cell.failure());
    }
  }

  /// The request has been handled. The ask fails when the actor stops, or at once if it has
  /// stopped.
  static void answerIsOwed(ActorCell<?> cell, Promise<?> promise) {
    if (promise.isDone()) {
      return;
    }
    if (cell.lifecycle == Lifecycle.STOPPED) {
      promise.targetStopped(cell, Lifecycle.reason(cell), cell.failure());
    } else {
      cell.extension().owe(promise);
    }
  }

  /// An exception outside the behavior has kept the actor from handling `mail`.
  static void escaped(ActorCell<?> cell, Object mail, Throwable failure) {
    Promise<?> ask = InBand.promiseOf(mail);
    if (ask != null) {
      failed(cell, ask, failure);
    }
  }

  /// Handling the request has failed, and supervision has decided what follows. No answer can be
  /// expected, so the ask ends now. A reply that another actor sends anyway is a dead letter.
  static void failed(ActorCell<?> cell, Promise<?> promise, Throwable failure) {
    if (cell.lifecycle == Lifecycle.STOPPING || cell.lifecycle == Lifecycle.STOPPED) {
      promise.targetStopped(cell, Lifecycle.reason(cell), failure);
    } else {
      promise.targetFailed(cell, failure);
    }
  }

  // ---- The request that is handled now ----

  /// {@return the entry that is handled now, if its sender may wait for an answer}
  private static InBand.@Nullable Asked inHand(ActorCell<?> cell) {
    PutAside putAside = cell.extension == null ? null : cell.extension.putAside;
    InBand.Stashed ahead = putAside == null ? null : putAside.handled();
    if (ahead != null) {
      return ahead;
    }
    return cell.inHand() instanceof InBand.Asked asked ? asked : null;
  }

  /// {@return an entry for a message to be put aside, with its ask if it is the request handled
  /// now}
  static InBand.Stashed aside(ActorCell<?> cell, Object message) {
    return cell.extension().putAside().aside(message, inHand(cell));
  }

  /// {@return the ask whose request is `message`, if that request is handled now; from here on the
  /// caller is responsible for the ask}
  static @Nullable Promise<?> take(ActorCell<?> cell, Object message) {
    InBand.Asked request = inHand(cell);
    if (request == null || request.message != message || request.movedOn) {
      return null;
    }
    request.movedOn = true;
    return request.promise;
  }

  /// An interceptor passes the message `another` to the behavior in place of `message`.
  static void replaced(ActorCell<?> cell, Object message, Object another) {
    InBand.Asked request = inHand(cell);
    if (request != null && request.message == message) {
      request.message = another;
    }
  }
}
