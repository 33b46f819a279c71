package io.aether.actor;

/// A message was to be stashed and there was no room for it.
public final class StashOverflowException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public StashOverflowException(ActorPath actor, int capacity) {
    super(
        actor
            + " stashes no more than "
            + capacity
            + " messages; give it more room, or another StashBuffer.Overflow");
  }
}
