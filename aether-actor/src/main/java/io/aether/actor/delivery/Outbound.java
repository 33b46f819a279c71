package io.aether.actor.delivery;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the messages of a controller. No method throws or waits: a recipient whose mailbox is
/// full, an interceptor that throws, or a ref that cannot be watched must not stop a controller
/// that others use too. Owned by the controller.
final class Outbound {

  private static final Logger LOG = LoggerFactory.getLogger("io.aether.actor.delivery");

  private final ActorContext<?> context;

  Outbound(ActorContext<?> context) {
    this.context = context;
  }

  /// Sends a message that can be sent again.
  ///
  /// @return whether the recipient has accepted it
  <T> boolean offer(ActorRef<T> recipient, T message) {
    try {
      return recipient.offer(message);
    } catch (RuntimeException failure) { // of an OutgoingInterceptor, or of another node's codec
      LOG.warn(
          "{}: could not send {} to {}",
          context.self().path(),
          message.getClass().getSimpleName(),
          recipient.path(),
          failure);
      return false;
    }
  }

  /// Sends a message that is not sent again; if the mailbox is full, it becomes a dead letter.
  <T> void tell(ActorRef<T> recipient, T message) {
    if (!offer(recipient, message)) {
      context.system().spi().deadLetter(message, recipient.path(), DeadLetter.Reason.OVERFLOW);
    }
  }

  /// Watches `other` if it can be watched. Sharded entities and routers cannot, so their end is not
  /// noticed.
  void watch(ActorRef<?> other) {
    try {
      context.watch(other);
    } catch (IllegalArgumentException unwatchable) {
      LOG.debug("{}: does not watch {}", context.self().path(), other.path(), unwatchable);
    }
  }

  /// Ends a message adapter that this controller has sent out for one answer. The system would
  /// otherwise keep each one that was sent to another node until the controller stops.
  void withdraw(ActorRef<?> adapter) {
    context.system().spi().withdraw(context, adapter);
  }

  /// Reports a message that this controller will not deliver.
  void deadLetter(Object message, DeadLetter.Reason reason) {
    context.system().spi().deadLetter(message, context.self().path(), reason);
  }
}
