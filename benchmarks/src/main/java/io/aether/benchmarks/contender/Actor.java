package io.aether.benchmarks.contender;

/// The code of one actor, the same for every contender. Used by one thread at a time.
///
/// @param <C> what the contender passes along with each message
@FunctionalInterface
public interface Actor<C> {

  /// Handles one message.
  Then onMessage(C context, Object message);

  /// What an actor does after a message.
  enum Then {
    GO_ON,
    STOP
  }
}
