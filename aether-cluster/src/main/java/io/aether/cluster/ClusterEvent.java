package io.aether.cluster;

/// What changed in the cluster, as this node learned of it.
public sealed interface ClusterEvent {

  /// A node takes part now.
  record MemberUp(NodeId node) implements ClusterEvent {}

  /// A node has handed over what it owned and is gone.
  record MemberLeft(NodeId node) implements ClusterEvent {}

  /// A node was declared dead.
  record MemberDown(NodeId node) implements ClusterEvent {}

  /// A shard has another owner.
  record ShardMoved(String type, int shard, NodeId from, NodeId to) implements ClusterEvent {}

  /// This node was declared dead by the others; it has stopped its entities for good.
  record Terminated() implements ClusterEvent {}

  /// Receives the events of one node.
  @FunctionalInterface
  interface Subscriber {

    /// @throws Exception any failure; it is logged, and later events are still sent
    void onEvent(ClusterEvent event) throws Exception;
  }
}
