package io.aether.actor;

import io.aether.actor.spi.SafeText;

/// The mailbox of the actor that was asked, or its stash, had no room for the request, or needed it
/// for a later message.
public final class AskOverflowException extends AskException {
  private static final long serialVersionUID = 1;

  AskOverflowException(ActorPath target, Class<?> request) {
    super(
        "The mailbox or the stash of %s had no room for a %s"
            .formatted(target, SafeText.simpleName(request)),
        null,
        target,
        request);
  }
}
