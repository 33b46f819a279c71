package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import io.aether.actor.MailboxFullException;
import io.aether.actor.spi.AbstractRef;

/// Telling what others have sent.
final class Passing {

  private Passing() {}

  /// Tells `recipient` the message. If it has no room and would throw at its sender, that is not
  /// whoever passes the message on: then the message is a dead letter, and the others get theirs.
  static <M> void on(M message, ActorRef<? super M> recipient) {
    try {
      recipient.tell(message);
    } catch (MailboxFullException full) {
      AbstractRef.of(recipient)
          .system()
          .spi()
          .deadLetter(message, recipient.path(), DeadLetter.Reason.OVERFLOW);
    }
  }
}
