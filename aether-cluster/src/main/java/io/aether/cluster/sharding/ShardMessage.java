package io.aether.cluster.sharding;

import io.aether.actor.Outcome;
import io.aether.cluster.NodeId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The messages of a [Shard], on its own node.
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

  /// A message of the shard of the same number on another node (or, for a marker, on this one).
  record FromPeer(NodeId sender, Protocol message) implements ShardMessage {}

  /// A message that a stopped entity has not processed.
  record Returned(InTransit.ToEntity message) implements ShardMessage {}

  /// All messages that were sent to a stopped entity have been returned.
  record Drained(String entityId) implements ShardMessage {}

  /// The table has a new row for this shard.
  record Assigned(@Nullable NodeId owner, long epoch, @Nullable NodeId moveTo)
      implements ShardMessage {}

  /// Members have joined or gone.
  record MembersChanged() implements ShardMessage {}

  /// The outcome of the compare-and-set that ends this node's tenure.
  record CommitDone(long attempt, Outcome<Boolean> outcome) implements ShardMessage {}

  /// Checks again whether entities with messages can be started: the lease was lost, or they
  /// failed.
  record RetryHeld() implements ShardMessage {}

  /// A marker has no answer yet.
  record RetryOrderMarker() implements ShardMessage {}

  /// A shipment has no answer yet.
  record RetryHandOver() implements ShardMessage {}

  /// This node leaves. The shard completes `done` when no other node relies on this one for it.
  record Leave(CompletableFuture<Void> done) implements ShardMessage {}

  /// Farewells have no answer yet.
  record RetryFarewell() implements ShardMessage {}

  /// This node was declared dead, or leaves: its entities stop forever.
  record Cease() implements ShardMessage {}
}
