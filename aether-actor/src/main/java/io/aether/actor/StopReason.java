package io.aether.actor;

/// Why an actor has stopped: told to itself by [Signal.PostStop] and to whoever watches it by
/// [Signal.Terminated]. What exactly failed is told to its parent only, by [Signal.ChildFailed].
public enum StopReason {
  /// Its behavior became [Behaviors#stopped()].
  OWN_DECISION,
  /// Its parent stopped it, or stops or restarts itself; of a top-level actor, [ActorSystem#stop].
  BY_PARENT,
  /// Its behavior failed, and its supervision does not go on.
  FAILURE,
  /// Its behavior could not be created, at the start or at a restart.
  CREATION_FAILED,
  /// The system is terminating.
  SHUTDOWN,
  /// It could not be sure any more that it may act for its name.
  FENCED,
  /// Its node is no longer a member of the cluster.
  NODE_GONE,
  /// It had stopped before the watch began, and nobody remembers why.
  UNKNOWN
}
