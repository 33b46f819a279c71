package io.aether.persistence;

import io.aether.actor.annotation.Experimental;
import org.jspecify.annotations.Nullable;

/// Events were not stored and never will be: they or the id of their command could not be encoded,
/// or the journal refused them. The state is unchanged, and the actor may continue.
@Experimental
public final class EventRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EventRejectedException(PersistenceId id, long version, String why, @Nullable Throwable cause) {
    super("Event %d of %s was not stored: %s".formatted(version, id, why), cause);
  }
}
