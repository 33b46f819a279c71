package io.aether.actor;

import io.aether.actor.spi.SafeText;
import org.jspecify.annotations.Nullable;

/// The actor that was asked has stopped without an answer. Its cause is the failure that stopped
/// it, if it was one.
///
/// Only actors of the same system are known to have stopped; an ask of any other ends by its
/// timeout.
public final class AskTargetStoppedException extends AskException {
  private static final long serialVersionUID = 1;

  private final StopReason reason;

  AskTargetStoppedException(
      ActorPath target, Class<?> request, StopReason reason, @Nullable Throwable failure) {
    super(
        "%s stopped (%s) without an answer to a %s"
            .formatted(target, reason, SafeText.simpleName(request)),
        failure,
        target,
        request);
    this.reason = reason;
  }

  /// {@return why the actor stopped}
  public StopReason reason() {
    return reason;
  }
}
