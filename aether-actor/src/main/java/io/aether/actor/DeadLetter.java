package io.aether.actor;

import io.aether.actor.spi.SafeText;
import java.util.Objects;

/// A message that reached no behavior.
///
/// @param message what was sent
/// @param recipient where it was sent to
/// @param reason why it got no further
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
    /// The ask it answers had already been answered or given up.
    LATE_REPLY,
    /// Its sender had stopped waiting for an answer before its turn came.
    EXPIRED,
    /// A queue on its way was full.
    OVERFLOW,
    /// It could not be turned into bytes, or not back.
    SERIALIZATION,
    /// Its node is not, or no longer, a member of the cluster.
    NODE_GONE,
    /// The owner of the entity could not be sure that it still was.
    FENCED,
    /// An [OutgoingInterceptor] held it back.
    INTERCEPTED,
    /// Nobody had subscribed to the topic.
    NO_SUBSCRIBER,
    /// The router had nobody to route it to.
    NO_ROUTEE,
    /// Code of the application that decides about its way threw an exception: an
    /// [OutgoingInterceptor], a routing, a key function.
    FAILED
  }

  @Override
  public String toString() {
    return "DeadLetter[message=%s, recipient=%s, reason=%s]"
        .formatted(SafeText.of(message), recipient, reason);
  }

  /// Marks messages whose loss has no consequence, such as those that are sent again anyway: as a
  /// [DeadLetter] they are counted and passed to listeners, but not logged.
  public interface Suppressed {}
}
