package io.aether.actor;

/// There was no room for a message in the actor's mailbox, and it was not sent. See
/// [Mailbox.Overflow.Fail].
public final class MailboxFullException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MailboxFullException(ActorPath actor, int capacity) {
    super(
        "%s has %d messages waiting, which is all it has room for; use offer() to be told, or"
                .formatted(actor, capacity)
            + " another Mailbox.Overflow");
  }
}
