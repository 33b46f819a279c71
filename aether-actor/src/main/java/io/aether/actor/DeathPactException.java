package io.aether.actor;

import io.aether.actor.spi.SafeText;

/// A watched actor stopped and the watcher's behavior did not handle the signal.
public final class DeathPactException extends RuntimeException {
  private static final long serialVersionUID = 1;

  DeathPactException(ActorPath watcher, Signal signal) {
    super(
        watcher
            + " was told "
            + SafeText.of(signal)
            + " and did not handle it; handle the signal in onSignal, or do not watch");
  }
}
