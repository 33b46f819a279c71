package io.aether.actor;

/// The actor that was asked passes requests on, as a router does, and had no recipient for this
/// one. The request has become a dead letter and was not processed.
public final class AskUndeliverableException extends AskException {
  private static final long serialVersionUID = 1;

  private final DeadLetter.Reason reason;

  AskUndeliverableException(ActorPath target, Class<?> request, DeadLetter.Reason reason) {
    super(
        "%s could not pass on a %s (%s); the request is a dead letter"
            .formatted(target, request.getSimpleName(), reason),
        null,
        target,
        request);
    this.reason = reason;
  }

  /// {@return why the request was not passed on}
  public DeadLetter.Reason reason() {
    return reason;
  }
}
