package io.aether.actor;

import io.aether.actor.annotation.Stable;

/// An action that may still be prevented, such as a scheduled task. Thread-safe.
@Stable
@FunctionalInterface
public interface Cancellable {

  /// Prevents the action, if that is still possible. Idempotent.
  ///
  /// @return whether this call prevented the action
  boolean cancel();
}
