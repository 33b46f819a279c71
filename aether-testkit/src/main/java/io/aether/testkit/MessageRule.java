package io.aether.testkit;

import io.aether.actor.ActorRef;
import java.time.Duration;

/// What becomes of a message on its way, in a simulation that plays an unreliable world; see
/// [Stepper#intercept].
@FunctionalInterface
public interface MessageRule {

  /// Decides about one message, on the sender's turn. It sees every message that is sent, those of
  /// probes and of the library itself included: match by the type of the message.
  Fate fate(ActorRef<?> recipient, Object message);

  /// What becomes of a message.
  sealed interface Fate {

    /// It arrives, unless a later rule says otherwise.
    record Deliver() implements Fate {}

    /// It never arrives.
    record Drop() implements Fate {}

    /// It arrives that much later, and so perhaps behind others.
    record Delay(Duration by) implements Fate {}

    /// It arrives twice.
    record Duplicate() implements Fate {}

    static Fate deliver() {
      return new Deliver();
    }

    static Fate drop() {
      return new Drop();
    }

    static Fate delay(Duration by) {
      return new Delay(by);
    }

    static Fate duplicate() {
      return new Duplicate();
    }
  }
}
