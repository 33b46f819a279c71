package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.annotation.Stable;
import io.aether.testkit.engine.MessageFate;
import java.time.Duration;

/// Decides what happens to a message in flight, in a simulation of an unreliable environment; see
/// [Stepper#intercept].
@Stable
@FunctionalInterface
public interface MessageRule {

  /// Decides about one message, on the sender's turn. It sees every message that is sent, including
  /// those of probes and of the library itself: match by the type of the message.
  ///
  /// @throws Exception any failure; it fails the simulation
  Fate fate(ActorRef<?> recipient, Object message) throws Exception;

  /// The fate of one message. Immutable.
  final class Fate {

    private static final Fate DELIVER = new Fate(new MessageFate.Deliver());
    private static final Fate DROP = new Fate(new MessageFate.Drop());
    private static final Fate DUPLICATE = new Fate(new MessageFate.Duplicate());

    private final MessageFate decision;

    private Fate(MessageFate decision) {
      this.decision = decision;
    }

    /// The message arrives, unless a later rule decides otherwise.
    public static Fate deliver() {
      return DELIVER;
    }

    /// The message never arrives.
    public static Fate drop() {
      return DROP;
    }

    /// The message arrives `by` later, possibly behind messages that were sent after it.
    ///
    /// @throws IllegalArgumentException if `by` is negative
    public static Fate delay(Duration by) {
      if (by.isNegative()) {
        throw new IllegalArgumentException("A delay must not be negative, but was: " + by);
      }
      return new Fate(new MessageFate.Delay(by));
    }

    /// The message arrives twice.
    public static Fate duplicate() {
      return DUPLICATE;
    }

    MessageFate decision() {
      return decision;
    }

    @Override
    public String toString() {
      return "Fate[" + decision + "]";
    }
  }
}
