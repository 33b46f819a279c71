package io.aether.actor;

/// Something scheduled that has perhaps not happened yet. Thread-safe.
@FunctionalInterface
public interface Cancellable {

  /// Prevents it from happening, if that is still possible. Idempotent.
  ///
  /// @return whether this call prevented it
  boolean cancel();
}
