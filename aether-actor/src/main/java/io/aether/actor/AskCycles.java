package io.aether.actor;

/// What happens when an actor's blocking ask closes a ring of actors that wait for each other.
public enum AskCycles {
  /// It is logged as a warning, once a ring, and told by the asks that end by their timeout.
  REPORT,
  /// The ask that would close the ring throws an [AskCycleException], and sends nothing.
  FAIL
}
