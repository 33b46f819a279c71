package io.aether.actor.delivery;

/// A [session][DurableQueue.Session] was used after the queue had been opened again. Nothing was
/// stored. The producer controller with that session fails at once, without another attempt:
/// another controller owns the queue now.
public final class QueueTakenOverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// For implementations of [DurableQueue].
  ///
  /// @param message names the queue, and the newer session if it is known
  public QueueTakenOverException(String message) {
    super(message);
  }
}
