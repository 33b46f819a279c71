package io.aether.cluster.remote;

import io.aether.actor.ActorRef;
import java.util.Optional;

/// How refs of entities cross the wire: by type and id, never by where the entity happens to live.
/// Thread-safe.
public interface EntityAddressing {

  /// {@return what identifies `ref`, if it is the ref of an entity}
  Optional<EntityAddress> addressOf(ActorRef<?> ref);

  /// {@return the ref of that entity on this node}
  ActorRef<?> resolve(EntityAddress address);

  /// One entity.
  record EntityAddress(String type, String id) {}
}
