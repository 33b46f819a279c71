package io.aether.cluster;

import io.aether.actor.annotation.Experimental;

/// A change in the cluster, as this node has learned of it.
@Experimental
public sealed interface ClusterEvent {

  /// A node takes part now.
  record MemberUp(NodeId node) implements ClusterEvent {}

  /// A node has handed over its shards and has left.
  record MemberLeft(NodeId node) implements ClusterEvent {}

  /// A node was declared dead.
  record MemberDown(NodeId node) implements ClusterEvent {}

  /// A shard has another owner.
  record ShardMoved(String type, int shard, NodeId from, NodeId to) implements ClusterEvent {}

  /// The other nodes have declared this node dead; it has stopped its entities forever.
  record Terminated() implements ClusterEvent {}

  /// Receives the events of one node.
  @FunctionalInterface
  interface Subscriber {

    /// @throws Exception any failure; it is logged, and later events are still sent
    void onEvent(ClusterEvent event) throws Exception;
  }
}
