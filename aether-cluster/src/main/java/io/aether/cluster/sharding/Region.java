package io.aether.cluster.sharding;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.EntityId;
import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import io.aether.cluster.Sharding;
import io.aether.cluster.membership.ControlPlane;
import io.aether.cluster.membership.ShardTable;
import io.aether.cluster.remote.CodecException;
import io.aether.cluster.remote.Remoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One entity type as one node sees it: a [Shard] actor for each shard, on whichever node it is,
/// and their common state. Thread-safe.
final class Region {

  /// The number under which remoting knows the shards.
  static final int SERVICE = 1;

  /// The most that a shipment takes besides messages and the name of the type.
  private static final int SHIPMENT_BYTES = 256;

  private static final Logger LOG = LoggerFactory.getLogger(Region.class);

  private final String type;
  private final NodeId self;
  private final ActorSystem system;
  private final ClusterConfig config;
  private final ControlPlane control;
  private final Remoting remoting;
  private final List<ActorRef<ShardMessage>> shards;

  /// The number of messages that all shards keep until they have an owner. Any shard.
  private final AtomicInteger buffered = new AtomicInteger();

  /// Set once, before this node offers to host the type; read by shards when they start an entity.
  private volatile Sharding.@Nullable EntityFactory<?> factory;

  /// The newest table seen. Written and read by the control actor only.
  private @Nullable ShardTable table;

  Region(
      String type,
      NodeId self,
      ActorSystem system,
      ClusterConfig config,
      ControlPlane control,
      Remoting remoting) {
    this.type = type;
    this.self = self;
    this.system = system;
    this.config = config;
    this.control = control;
    this.remoting = remoting;
    List<ActorRef<ShardMessage>> all = new ArrayList<>(config.sharding().shards());
    for (int n = 0; n < config.sharding().shards(); n++) {
      int number = n;
      all.add(
          system
              .spi()
              .spawnSystem(
                  Behaviors.setup(context -> new Shard(this, number, context)),
                  "shard-" + type + "-" + number));
    }
    this.shards = List.copyOf(all);
  }

  String type() {
    return type;
  }

  NodeId self() {
    return self;
  }

  ActorSystem system() {
    return system;
  }

  ClusterConfig config() {
    return config;
  }

  ControlPlane control() {
    return control;
  }

  ActorRef<ShardMessage> shard(int number) {
    return shards.get(number);
  }

  EntityRef<Object> ref(String id) {
    return new EntityRef<>(this, id, ShardTable.shardOf(id, config.sharding().shards()));
  }

  void host(Sharding.EntityFactory<?> entity) {
    if (factory != null) {
      throw new IllegalStateException(
          "Node " + self + " hosts entities of type '" + type + "' already");
    }
    factory = Objects.requireNonNull(entity, "entity");
    control
        .host(type, config.sharding().shards())
        .whenComplete((_, failure) -> {
          if (failure != null) {
            LOG.error(
                "Node {} does not host entities of type '{}': {}",
                self,
                type,
                failure.getMessage());
          }
        });
  }

  @SuppressWarnings("unchecked") // the type's name stands for its messages
  Behavior<Object> create(String id) throws Exception {
    var entity = Objects.requireNonNull(factory, "owner of a shard that it does not host");
    return (Behavior<Object>) entity.create(new EntityId(type, id));
  }

  /// Notifies each shard whose row has changed. Called by the control actor.
  void onTable(ShardTable now) {
    if (now.shardCount() != config.sharding().shards()) {
      LOG.error(
          "'{}' has {} shards in this cluster, but node {} is configured for {}, so its messages to"
              + " entities of this type wait; configure the same number",
          type,
          now.shardCount(),
          self,
          config.sharding().shards());
      return;
    }
    ShardTable before = table;
    table = now;
    for (int n = 0; n < shards.size(); n++) {
      var row = row(now, n);
      if (before == null || !row.equals(row(before, n))) {
        shards.get(n).tell(row);
      }
    }
  }

  private static ShardMessage.Assigned row(ShardTable table, int shard) {
    return new ShardMessage.Assigned(table.owner(shard), table.epoch(shard), table.move(shard));
  }

  /// {@return the other members that are up or leaving}
  List<NodeId> peers() {
    return control.view().members().stream()
        .map(Member::node)
        .filter(node -> !node.equals(self) && isAlive(node))
        .toList();
  }

  /// {@return completed when no other node relies on this one for any shard}
  CompletableFuture<Void> leave() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (var shard : shards) {
      var done = new CompletableFuture<Void>();
      all.add(done);
      shard.tell(new ShardMessage.Leave(done));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new));
  }

  void tellAll(ShardMessage message) {
    shards.forEach(shard -> shard.tell(message));
  }

  void send(NodeId target, Protocol message) {
    remoting.send(target, SERVICE, message);
  }

  /// Sends a message to an entity, or a marker.
  ///
  /// @param epoch an epoch in which `target` owns or owned the shard
  void send(NodeId target, int shard, long epoch, InTransit item) {
    send(
        target,
        switch (item) {
          case InTransit.ToEntity(var id, var message) ->
              new Protocol.EntityMessage(type, shard, epoch, id, message);
          case InTransit.Marker(var origin, var token) ->
              new Protocol.OrderMarker(type, shard, epoch, origin, token);
        });
  }

  /// {@return the encoded size of `message`; more than any frame if it cannot be sent}
  long encodedBytes(InTransit.ToEntity message) {
    try {
      return remoting.encode(message).length;
    } catch (CodecException e) {
      LOG.error(
          "{}: a message to {} '{}' cannot move with its shard: {}",
          self,
          type,
          message.entityId(),
          e.getMessage());
      return Long.MAX_VALUE;
    }
  }

  /// {@return the number of bytes of messages that fit into one shipment}
  long bytesPerShipment() {
    return (long) remoting.maxMessageBytes() - SHIPMENT_BYTES - type.length();
  }

  boolean isAlive(NodeId node) {
    return control.view().isAlive(node);
  }

  /// {@return whether there was room for one more message that has to wait}
  boolean tryBuffer() {
    if (buffered.incrementAndGet() <= config.sharding().bufferedMessages()) {
      return true;
    }
    buffered.decrementAndGet();
    return false;
  }

  void unbuffer(int messages) {
    buffered.addAndGet(-messages);
  }

  /// Makes a message to an entity a dead letter. A marker is only forgotten: its origin repeats it.
  void drop(InTransit item, DeadLetter.Reason reason) {
    switch (item) {
      case InTransit.ToEntity(var id, var message) ->
          system.spi().deadLetter(message, new ActorPath("/sharding/" + type + "/" + id), reason);
      case InTransit.Marker _ -> {}
    }
  }
}
