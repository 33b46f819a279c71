package io.aether.cluster.sharding;

import io.aether.actor.DeadLetter;
import io.aether.cluster.NodeId;
import java.util.List;

/// The messages between shards of different nodes; part of the wire format.
sealed interface Protocol {

  String type();

  int shard();

  /// A message to an entity. A node that is not the owner forwards it, or keeps it until it knows
  /// the owner.
  ///
  /// @param epoch the newest tenure of the shard that the sender knew
  record EntityMessage(String type, int shard, long epoch, String entityId, Object payload)
      implements Protocol {}

  /// A message that is repeated until it has had its effect, or that only speeds things up. Its
  /// sender keeps its content, so losing one loses nothing.
  sealed interface Repeated extends Protocol, DeadLetter.Suppressed {}

  /// Travels like an [EntityMessage], after all messages that `origin` has sent by way of a former
  /// owner. The owner that it arrives at answers it.
  record OrderMarker(String type, int shard, long epoch, NodeId origin, long token)
      implements Repeated {}

  /// All messages sent before the marker have arrived.
  record OrderMarkerPassed(String type, int shard, long token) implements Repeated {}

  /// Owner to next owner: a part of the messages that the entities of the shard have not processed.
  ///
  /// @param epoch the tenure that ends with this move
  /// @param attempt distinguishes a repeated shipment from an earlier one
  record HandOver(
      String type,
      int shard,
      long epoch,
      long attempt,
      int part,
      int parts,
      List<InTransit.ToEntity> messages)
      implements Repeated {}

  /// Next owner to owner: all parts of the attempt have arrived; nothing of it is delivered yet.
  record Restored(String type, int shard, long epoch, long attempt) implements Repeated {}

  /// Owner to next owner: the table names the receiver from `epoch` on.
  record Switched(String type, int shard, long epoch) implements Repeated {}

  /// From a node that leaves and does not own the shard any more. Its receiver answers when it
  /// sends nothing by way of that node any more.
  ///
  /// @param epoch the newest tenure of the shard that the sender knew
  record Farewell(String type, int shard, long epoch) implements Repeated {}

  /// The answer to a farewell: its sender sends nothing more by way of the leaving node, and all
  /// messages of the leaving node have arrived.
  record FarewellPassed(String type, int shard) implements Repeated {}
}
