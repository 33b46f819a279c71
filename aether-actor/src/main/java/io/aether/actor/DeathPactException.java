package io.aether.actor;

/// A watched actor stopped and the watcher's behavior did not handle the signal.
public final class DeathPactException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DeathPactException(ActorPath watcher, Signal signal) {
    super(
        watcher
            + " was told "
            + signal
            + " and did not handle it; handle the signal in onSignal, or do not watch");
  }
}
