package io.aether.actor;

import org.jspecify.annotations.Nullable;

/// An ask that came to no reply. Whatever the reason, the request may have been processed, so
/// repeat only what is idempotent.
///
/// Thrown by [ActorRef#ask], with the stack of whoever asked; what a future of [ActorRef#askAsync]
/// fails with, without a stack that says anything.
public abstract sealed class AskException extends RuntimeException
    permits AskTimeoutException,
        AskTargetStoppedException,
        AskCycleException,
        AskOverflowException,
        AskDroppedException {
  private static final long serialVersionUID = 1;

  private final transient ActorPath target;
  private final transient Class<?> request;

  AskException(String message, @Nullable Throwable cause, ActorPath target, Class<?> request) {
    super(message, cause);
    this.target = target;
    this.request = request;
  }

  /// {@return the actor that was asked}
  public ActorPath target() {
    return target;
  }

  /// {@return the class of the request}
  public Class<?> request() {
    return request;
  }
}
