package io.aether.actor;

import io.aether.actor.spi.SafeText;

/// The actor that was asked had put the request aside in a stash, and has dropped it from there;
/// see [StashBuffer#clear]. The request was not handled.
public final class AskDroppedException extends AskException {
  private static final long serialVersionUID = 1;

  AskDroppedException(ActorPath target, Class<?> request) {
    super(
        "%s dropped a %s from its stash without handling it"
            .formatted(target, SafeText.simpleName(request)),
        null,
        target,
        request);
  }
}
