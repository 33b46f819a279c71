package io.aether.actor;

/// The request became a dead letter: the behavior of the actor that was asked does not handle it,
/// an [OutgoingInterceptor] held it back, or a router had no routee for it.
///
/// Only actors of the same system are known to have left a request unhandled; an ask of any other
/// ends by its timeout.
public final class AskUndeliveredException extends AskException {
  private static final long serialVersionUID = 1;

  private final DeadLetter.Reason reason;

  AskUndeliveredException(ActorPath target, Class<?> request, DeadLetter.Reason reason) {
    super(
        "A %s to %s became a dead letter (%s), so there will be no answer"
            .formatted(request.getSimpleName(), target, reason),
        null,
        target,
        request);
    this.reason = reason;
  }

  /// {@return why the request reached no behavior that handles it}
  public DeadLetter.Reason reason() {
    return reason;
  }
}
