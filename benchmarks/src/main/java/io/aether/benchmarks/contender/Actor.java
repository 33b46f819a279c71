package io.aether.benchmarks.contender;

/// The code of one actor, the same for every contender. Used by one thread at a time.
///
/// @param <C> the context that the contender passes with each message
@FunctionalInterface
public interface Actor<C> {

  /// Handles one message.
  Then onMessage(C context, Object message);

  /// The next step of an actor after a message.
  enum Then {
    GO_ON,
    STOP
  }
}
