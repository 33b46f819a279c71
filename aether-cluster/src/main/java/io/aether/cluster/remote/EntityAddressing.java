package io.aether.cluster.remote;

import io.aether.actor.ActorRef;
import java.util.Optional;

/// Encodes refs of entities by type and id, independent of the node where the entity lives.
/// Thread-safe.
public interface EntityAddressing {

  /// {@return the address of `ref`, if it is the ref of an entity}
  Optional<EntityAddress> addressOf(ActorRef<?> ref);

  /// {@return the ref of the entity, for use on this node}
  ActorRef<?> resolve(EntityAddress address);

  /// The address of one entity.
  record EntityAddress(String type, String id) {}
}
