package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;

/// Decides which thread runs an activation, and when. Thread-safe.
@Experimental
@FunctionalInterface
public interface Dispatcher {

  /// Runs `activation` soon, until it reports that no work is left. May be called by any thread,
  /// including the dispatcher's own; never blocks, and never runs the activation in place (but see
  /// [Environment#callers]).
  void execute(Activation activation);
}
