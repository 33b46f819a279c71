package io.aether.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.annotation.Experimental;
import java.util.List;

/// Entities spread over the nodes of a cluster: actors that are addressed by type and id, on
/// whichever node they live, and that live at most once at a time. Thread-safe.
@Experimental
public interface Sharding {

  /// Lets this node run entities of `type`; each is created by its first message. Within one
  /// cluster all nodes that host a type create the same behavior for an id.
  ///
  /// @param entity creates the behavior of an entity, on the node that owns it, each time it starts
  /// @throws IllegalStateException if this node hosts the type already
  <M> void host(EntityType<M> type, EntityFactory<M> entity);

  /// {@return the ref of an entity: an ordinary ref that locates the entity for each message}
  ///
  /// Any node may use it, also one that does not host the type. Messages wait, in order, while the
  /// shard of the entity has no known and living owner. Refs are equal by type and id. They cannot
  /// be watched, because an entity may stop and start again at any time.
  <M> ActorRef<M> ref(EntityType<M> type, String id);

  /// {@return the owner of each shard of `type`, as this node knows it; empty before the shards
  /// have been given out}
  List<NodeId> owners(EntityType<?> type);

  /// Creates the behavior of an entity.
  ///
  /// @param <M> the messages of the entity
  @FunctionalInterface
  interface EntityFactory<M> {

    /// @throws Exception any failure; the entity has then failed to start, and the next message
    ///   starts it again
    Behavior<M> create(EntityId id) throws Exception;
  }
}
