package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import java.util.Objects;

/// A message that reached no behavior.
///
/// @param message the message that was sent
/// @param recipient the path that it was sent to
/// @param reason why it reached no behavior
@Stable
public record DeadLetter(Object message, ActorPath recipient, Reason reason) {

  public DeadLetter {
    Objects.requireNonNull(message, "message");
    Objects.requireNonNull(recipient, "recipient");
    Objects.requireNonNull(reason, "reason");
  }

  /// Why a message reached no behavior.
  public enum Reason {
    /// The recipient had stopped.
    STOPPED,
    /// The recipient's behavior does not handle it.
    UNHANDLED,
    /// It is a reply to an ask that had already been answered or given up.
    LATE_REPLY,
    /// Its sender had stopped waiting for a reply before its turn came.
    EXPIRED,
    /// A queue between the sender and the recipient was full.
    OVERFLOW,
    /// It could not be serialized or deserialized.
    SERIALIZATION,
    /// The recipient's node is not, or no longer, a member of the cluster.
    NODE_GONE,
    /// The owner of the entity could not be sure that it still was the owner.
    FENCED,
    /// An [OutgoingInterceptor] held it back.
    INTERCEPTED,
    /// The topic had no subscriber.
    NO_SUBSCRIBER,
    /// The router had no routee for it.
    NO_ROUTEE,
    /// Application code on its delivery path threw an exception: an [OutgoingInterceptor], a
    /// routing, a key function, or the factory of a behavior that had stashed it.
    FAILED
  }

  @Override
  public String toString() {
    return "DeadLetter[message=%s, recipient=%s, reason=%s]"
        .formatted(SafeText.of(message), recipient, reason);
  }

  /// Marks messages whose loss has no consequence, such as messages that are sent again anyway: as
  /// dead letters they are counted and passed to listeners, but not logged.
  public interface Suppressed {}
}
