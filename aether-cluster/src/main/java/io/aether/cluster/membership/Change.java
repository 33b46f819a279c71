package io.aether.cluster.membership;

/// What a node has learned about its cluster.
public sealed interface Change {

  /// The members have changed, or their leader has.
  record NewView(View view) implements Change {}

  /// Shards of one type have another owner, or are to have one.
  record NewTable(ShardTable table) implements Change {}

  /// This node must never act again: others may have taken over what it owned.
  record Terminated(String reason) implements Change {}
}
