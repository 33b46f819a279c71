package io.aether.actor.stream;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.annotation.Stable;

/// Starts the actor that a part of a stream runs on. Use `context::spawn`, so that it stops with
/// the actor of that context at the latest, or `system::spawn`.
@Stable
@FunctionalInterface
public interface Spawner {

  /// Starts an actor.
  <C> ActorRef<C> spawn(Behavior<C> behavior);
}
