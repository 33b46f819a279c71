package io.aether.persistence;

import org.jspecify.annotations.Nullable;

/// Events were not stored and never will be: they could not be turned into bytes, or the journal
/// does not take them. The state is what it was, and going on is fine.
public final class EventRejectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  EventRejectedException(PersistenceId id, long version, String why, @Nullable Throwable cause) {
    super("The journal of %s does not take event %d: %s".formatted(id, version, why), cause);
  }
}
