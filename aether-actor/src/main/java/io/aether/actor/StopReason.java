package io.aether.actor;

import io.aether.actor.annotation.Stable;

/// Why an actor has stopped. The actor itself receives the reason with [Signal.PostStop], and its
/// watchers receive it with [Signal.Terminated]. Only its parent receives the failure itself, with
/// [Signal.ChildFailed].
@Stable
public enum StopReason {
  /// Its behavior became [Behaviors#stopped()].
  OWN_DECISION,
  /// Its parent stopped it, or is itself stopping or restarting; for a top-level actor,
  /// [ActorSystem#stop].
  BY_PARENT,
  /// Its behavior failed, and no supervision kept it running.
  FAILURE,
  /// Its behavior could not be created, at the start or at a restart.
  CREATION_FAILED,
  /// The system is terminating.
  SHUTDOWN,
  /// It could no longer be sure that it may act for its name.
  FENCED,
  /// Its node is no longer a member of the cluster.
  NODE_GONE,
  /// It had stopped before the watch began, and the reason is no longer known.
  UNKNOWN
}
