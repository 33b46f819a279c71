package io.aether.cluster.sharding;

import io.aether.actor.Outcome;
import io.aether.cluster.NodeId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What a [Shard] is told on its own node.
sealed interface ShardMessage
    permits InTransit.ToEntity, // a message to an entity from an actor of this node
        ShardMessage.FromPeer,
        ShardMessage.Returned,
        ShardMessage.Drained,
        ShardMessage.Assigned,
        ShardMessage.MembersChanged,
        ShardMessage.CommitDone,
        ShardMessage.RetryHeld,
        ShardMessage.RetryOrderMarker,
        ShardMessage.RetryHandOver,
        ShardMessage.Leave,
        ShardMessage.RetryFarewell,
        ShardMessage.Cease {

  /// Something from the shard of the same number on another node (or, for a fence, on this one).
  record FromPeer(NodeId sender, Protocol message) implements ShardMessage {}

  /// An entity stopped without having processed this.
  record Returned(InTransit.ToEntity message) implements ShardMessage {}

  /// All that had been given to a stopped entity has come back.
  record Drained(String entityId) implements ShardMessage {}

  /// The table has a new row for this shard.
  record Assigned(@Nullable NodeId owner, long epoch, @Nullable NodeId moveTo)
      implements ShardMessage {}

  /// Members have come or gone.
  record MembersChanged() implements ShardMessage {}

  /// The compare-and-set that ends this node's tenure.
  record CommitDone(long attempt, Outcome<Boolean> outcome) implements ShardMessage {}

  /// The lease was lost when mail came: look again.
  record RetryHeld() implements ShardMessage {}

  /// No answer to a fence yet.
  record RetryOrderMarker() implements ShardMessage {}

  /// No answer to a shipment yet.
  record RetryHandOver() implements ShardMessage {}

  /// This node leaves once nobody relies on it any more. A shard of which that is so completes
  /// `done`.
  record Leave(CompletableFuture<Void> done) implements ShardMessage {}

  /// No answer to a farewell yet.
  record RetryFarewell() implements ShardMessage {}

  /// This node was declared dead, or leaves: entities stop for good.
  record Cease() implements ShardMessage {}
}
