package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;

/// The processing of one entry of an actor's mailbox, down to the call of its behavior. All methods
/// are called by the actor's activation. [Requests] adds what asks need.
final class MessageHandling {

  private MessageHandling() {}

  /// Processes an entry. Never throws.
  static void on(ActorCell<?> cell, Object mail) {
    try {
      if (mail instanceof InBand inBand) {
        onInBand(cell, inBand);
      } else {
        onMessage(cell, mail);
      }
    } catch (Throwable failure) {
      Failures.onEscape(cell, failure);
      Requests.escaped(cell, mail, failure);
    }
  }

  /// Processes a message whose sender does not wait for an answer.
  private static void onMessage(ActorCell<?> cell, Object message) {
    if (cell.lifecycle != Lifecycle.RUNNING) {
      Requests.undelivered(cell, message, null, Lifecycle.reason(cell));
    } else if (cell.mayAct()) {
      cell.countsForReceiveTimeout(message);
      handle(cell, message);
    } else { // another actor may own this name by now
      Requests.undelivered(cell, message, null, StopReason.FENCED);
      Lifecycle.stop(cell, StopReason.FENCED);
    }
  }

  /// Processes a message that this life sent to itself, such as that of a timer. If the actor no
  /// longer owns its name, the message is dropped; no other sender loses anything.
  static void handleIfOwned(ActorCell<?> cell, Object message) {
    if (cell.mayAct()) {
      handle(cell, message);
    } else {
      Lifecycle.stop(cell, StopReason.FENCED);
    }
  }

  /// Calls the behavior. {@return a [Requests.Handled] that says whether the behavior handled the
  /// message, or the exception that it threw}
  @SuppressWarnings("unchecked") // refs let only messages of type M into the mailbox
  static <M> Object handle(ActorCell<M> cell, Object message) {
    FlightEvents.Handling event = FlightEvents.handling();
    try {
      Behavior<M> behavior = cell.behavior;
      Behavior<M> next = behavior.onMessage(cell, (M) message);
      if (next != behavior
          && next != Behaviors.<M>same()
          && !Lifecycle.become(cell, next, message)) {
        return Requests.Handled.NO;
      }
      return Requests.Handled.YES;
    } catch (Throwable failure) {
      Failures.on(cell, failure);
      return failure;
    } finally {
      FlightEvents.handled(event, cell, message);
    }
  }

  private static void onInBand(ActorCell<?> cell, InBand mail) {
    if (mail instanceof InBand.Start) {
      Lifecycle.start(cell);
    } else if (mail instanceof InBand.Request || mail instanceof InBand.Stashed) {
      InBand.Asked asked = (InBand.Asked) mail;
      if (asked.promise == null) {
        onMessage(cell, asked.message);
      } else {
        Requests.on(cell, asked, asked.promise);
      }
    } else if (cell.lifecycle != Lifecycle.RUNNING) {
      if (mail instanceof InBand.Adapted adapted && adapted.work == null) {
        Requests.undelivered(cell, adapted, DeadLetter.Reason.STOPPED, Lifecycle.reason(cell));
      }
    } else {
      switch (mail) {
        case InBand.Start _, InBand.Request _, InBand.Stashed _ -> {}
        case InBand.Carried _ -> throw new AssertionError("this cell cannot unpack it");
        case InBand.Signalled signalled -> onTermination(cell, signalled.signal);
        case InBand.Timer timer -> {
          Object message = cell.cellTimers().onFired(timer);
          if (message != null) {
            cell.handleIfOwned(message);
          }
        }
        case InBand.ReceiveTimeoutDue due -> {
          Object message = due.timeout.onDue();
          if (message != null) {
            cell.handleIfOwned(message);
          }
        }
        case InBand.Adapted adapted -> onAdapted(cell, adapted);
      }
    }
  }

  private static void onAdapted(ActorCell<?> cell, InBand.Adapted mail) {
    Object original = mail.message;
    Promise<?> promise = mail.promise;
    CellExtension rare = cell.extension;
    if (mail.work != null && (rare == null || !rare.works().remove(mail.work))) {
      return; // of an earlier life
    }
    if (promise != null && promise.isGivenUp()) {
      cell.system.deadLetters().publish(original, cell.path(), DeadLetter.Reason.EXPIRED);
      return;
    }
    if (!cell.mayAct()) {
      Requests.undelivered(cell, mail, DeadLetter.Reason.FENCED, StopReason.FENCED);
      Lifecycle.stop(cell, StopReason.FENCED);
      return;
    }
    cell.countsForReceiveTimeout(original);
    Object message;
    try {
      message = mail.adapter.apply(original);
    } catch (Throwable failure) {
      Failures.on(cell, failure);
      if (promise != null) {
        Requests.failed(cell, promise, failure);
      }
      return;
    }
    Requests.adapted(cell, mail, message);
  }

  private static <M> void onTermination(ActorCell<M> cell, Signal signal) {
    ActorRef<?> ended =
        switch (signal) {
          case Signal.Terminated(var ref, var _) -> ref;
          case Signal.ChildFailed(var ref, var _) -> ref;
          case Signal.PreRestart _, Signal.PostStop _ ->
              throw new IllegalArgumentException("not a notice of an end: " + signal);
        };
    Watching watching = cell.extension == null ? null : cell.extension.watching;
    Object message = watching == null ? null : watching.remove(AbstractRef.of(ended));
    if (message == null) {
      return; // no longer watched
    }
    if (message != Watching.SIGNAL) {
      handle(cell, message);
      return;
    }
    try {
      Behavior<M> next = cell.behavior.onSignal(cell, signal);
      if (next instanceof Directive.Unhandled<M>) {
        throw new Signal.DeathPactException(cell.path(), signal);
      }
      Lifecycle.become(cell, next, signal);
    } catch (Throwable failure) {
      Failures.on(cell, failure);
    }
  }
}
