package io.aether.cluster.sharding;

import io.aether.cluster.NodeId;

/// Something on its way to the owner of a shard, from shard to shard. All of it keeps its order per
/// sender; see [Route].
sealed interface InTransit {

  /// A message to an entity. A shard receives these from the actors of its own node; they are also
  /// part of the wire format, in [Protocol.HandOver].
  record ToEntity(String entityId, Object message) implements InTransit, ShardMessage {}

  /// Follows all messages that `origin` has sent by way of a former owner. The owner at the end of
  /// the way answers it.
  record Marker(NodeId origin, long token) implements InTransit {}
}
