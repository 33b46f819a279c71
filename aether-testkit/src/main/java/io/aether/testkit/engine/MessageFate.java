package io.aether.testkit.engine;

import java.time.Duration;

/// The decision of a test's rule about one message.
public sealed interface MessageFate {

  /// The message arrives, unless a later rule decides otherwise.
  record Deliver() implements MessageFate {}

  /// The message never arrives.
  record Drop() implements MessageFate {}

  /// The message arrives `by` later, possibly behind messages that were sent after it.
  record Delay(Duration by) implements MessageFate {}

  /// The message arrives twice.
  record Duplicate() implements MessageFate {}
}
