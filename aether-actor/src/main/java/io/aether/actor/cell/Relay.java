package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.Outcome;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends messages on behalf of other senders, for actors and services that must not fail because of
/// a recipient; see [SystemServices#passOn(Object, ActorRef)]. Stateless.
final class Relay {

  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  private Relay() {}

  static <M> void passOn(M message, ActorRef<? super M> recipient, LocalDeadLetters deadLetters) {
    try {
      Sending.outsideAsks(() -> recipient.tell(message));
    } catch (Throwable failure) { // an interceptor's, of any kind
      refused(message, recipient, failure, deadLetters);
    }
  }

  static <M> boolean passOn(
      M message, ActorRef<? super M> recipient, Runnable taken, LocalDeadLetters deadLetters) {
    ActorCell<?> cell = recipient instanceof AdapterRef<?> its ? its.owner() : null;
    if (recipient instanceof ActorCell<?> actor) {
      cell = actor;
    }
    if (cell == null || cell.hasCustomMailbox()) {
      passOn(message, recipient, deadLetters);
      return false;
    }
    Function<Object, ?> adapter =
        recipient instanceof AdapterRef<?> its ? its.adapter() : Function.identity();
    Function<Object, ?> takingAdapter =
        it -> {
          taken.run();
          return adapter.apply(it);
        };
    try {
      cell.enqueue(InBand.Adapted.sent(takingAdapter, message));
      return true;
    } catch (Throwable failure) { // an interceptor's, of any kind
      refused(message, recipient, failure, deadLetters);
      return false;
    }
  }

  static void sendLast(Object message, ActorRef<?> actor) {
    if (!(actor instanceof ActorCell<?> cell)) {
      throw new IllegalArgumentException(
          "sendLast needs an actor of this system, but was: " + actor);
    }
    cell.enqueue(InBand.Adapted.own(_ -> message, Outcome.success(message), null));
  }

  private static void refused(
      Object message, ActorRef<?> recipient, Throwable failure, LocalDeadLetters deadLetters) {
    if (failure instanceof Mailbox.FullException) {
      deadLetters.publish(message, recipient.path(), DeadLetter.Reason.OVERFLOW);
      return;
    }
    deadLetters.publish(message, recipient.path(), DeadLetter.Reason.FAILED);
    FailureLog.warn(
        LOG,
        "%s did not receive a %s: sending it threw an exception"
            .formatted(recipient.path(), message.getClass().getName()),
        failure);
  }
}
