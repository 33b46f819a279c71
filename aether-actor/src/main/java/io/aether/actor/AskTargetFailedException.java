package io.aether.actor;

import java.util.Objects;

/// The actor that was asked failed while it handled the request, and goes on: its supervision has
/// resumed or restarted it, or its supervisor keeps it. The request is not repeated. The cause is
/// the failure.
///
/// The handler may have left the answer to another actor before it failed; a reply that comes
/// nevertheless is a dead letter ([DeadLetter.Reason#LATE_REPLY]).
///
/// Only failures of actors of the same system are known to the asker; an ask of any other ends by
/// its timeout.
public final class AskTargetFailedException extends AskException {
  private static final long serialVersionUID = 1;

  AskTargetFailedException(ActorPath target, Class<?> request, Throwable failure) {
    super(
        "%s failed while it handled a %s (%s) and goes on without an answer"
            .formatted(target, request.getSimpleName(), failure.getClass().getName()),
        Objects.requireNonNull(failure, "failure"),
        target,
        request);
  }
}
