package io.aether.actor.config;

import io.aether.actor.annotation.Stable;

/// The reaction when an actor's blocking ask closes a cycle of actors that wait for each other.
@Stable
public enum AskCycles {
  /// The cycle is logged as a warning, once a cycle, and reported by the asks that end by their
  /// timeout.
  REPORT,
  /// The ask that would close the cycle throws an [AskException.Cycle] and sends no request.
  FAIL
}
