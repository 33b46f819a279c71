package io.aether.cluster.sharding;

import io.aether.actor.DeadLetterSuppression;
import io.aether.cluster.NodeId;
import java.util.List;

/// What shards of different nodes tell each other; part of the wire format.
sealed interface Protocol {

  String type();

  int shard();

  /// A message to an entity. Whoever is not the owner passes it on, or keeps it until it knows who
  /// is.
  ///
  /// @param epoch the newest tenure of the shard that the sender knew of
  record EntityMessage(String type, int shard, long epoch, String entityId, Object payload)
      implements Protocol {}

  /// What is sent again until it has done its work, or only makes others quicker. Its sender keeps
  /// all that it carries, so that losing one of these loses nothing.
  sealed interface Repeated extends Protocol, DeadLetterSuppression {}

  /// Travels like an [EntityMessage], behind everything `origin` had sent by way of a former owner,
  /// and is answered by the owner it ends at.
  record OrderMarker(String type, int shard, long epoch, NodeId origin, long token)
      implements Repeated {}

  /// Everything sent before the fence has arrived.
  record OrderMarkerPassed(String type, int shard, long token) implements Repeated {}

  /// Owner to next owner: a part of the mail that the shard's entities have not processed.
  ///
  /// @param epoch the tenure that ends with this move
  /// @param attempt tells a repeated shipment from an earlier one
  record HandOver(
      String type, int shard, long epoch, long attempt, int part, int parts, List<InTransit.ToEntity> messages)
      implements Repeated {}

  /// Next owner to owner: all parts of the attempt have arrived; nothing of it runs yet.
  record Restored(String type, int shard, long epoch, long attempt) implements Repeated {}

  /// Owner to next owner: the table names you from `epoch` on.
  record Switched(String type, int shard, long epoch) implements Repeated {}

  /// From a node that leaves and has given the shard away. Answered when its receiver sends nothing
  /// by way of that node any more.
  ///
  /// @param epoch the newest tenure of the shard that the sender knew of
  record Farewell(String type, int shard, long epoch) implements Repeated {}

  /// Nothing is to come from here any more, and all that the leaving node had sent has arrived.
  record FarewellPassed(String type, int shard) implements Repeated {}
}
