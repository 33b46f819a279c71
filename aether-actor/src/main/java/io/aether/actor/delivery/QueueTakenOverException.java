package io.aether.actor.delivery;

import io.aether.actor.annotation.Experimental;

/// A [session][DurableQueue.Session] was used after the queue had been opened again. Nothing was
/// stored. The producer controller with that session fails at once, without another attempt:
/// another controller owns the queue now.
@Experimental
public final class QueueTakenOverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// For implementations of [DurableQueue].
  ///
  /// @param message names the queue, and the newer session if it is known
  public QueueTakenOverException(String message) {
    super(message);
  }
}
