package io.aether.cluster.membership;

/// A change in the cluster that a node has learned of.
public sealed interface Change {

  /// The members or their leader have changed.
  record NewView(View view) implements Change {}

  /// Shards of one type have another owner, or another target.
  record NewTable(ShardTable table) implements Change {}

  /// This node must never act again: other nodes may have taken over its shards.
  record Terminated(String reason) implements Change {}
}
