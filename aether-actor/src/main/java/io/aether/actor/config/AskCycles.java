package io.aether.actor.config;

/// What happens when an actor's blocking ask closes a cycle of actors that wait for each other.
public enum AskCycles {
  /// It is logged as a warning, once a cycle, and told by the asks that end by their timeout.
  REPORT,
  /// The ask that would close the cycle throws an [AskException.Cycle], and sends nothing.
  FAIL
}
