package io.aether.cluster.sharding;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.EntityType;
import io.aether.cluster.NodeId;
import io.aether.cluster.Sharding;
import io.aether.cluster.membership.ControlPlane;
import io.aether.cluster.membership.ShardTable;
import io.aether.cluster.remote.EntityAddressing;
import io.aether.cluster.remote.InternalTypes;
import io.aether.cluster.remote.Remoting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// All entity types of one node. Thread-safe.
public final class ShardingService implements Sharding, EntityAddressing {

  private final NodeId self;
  private final ActorSystem system;
  private final ClusterConfig config;
  private final ControlPlane control;
  private final Remoting remoting;

  /// Any thread; iterated only where the order of types does not matter.
  private final Map<String, Region> regions = new ConcurrentHashMap<>();

  public ShardingService(
      NodeId self,
      ActorSystem system,
      ClusterConfig config,
      ControlPlane control,
      Remoting remoting) {
    this.self = self;
    this.system = system;
    this.config = config;
    this.control = control;
    this.remoting = remoting;
    remoting.onService(Region.SERVICE, this::onService);
  }

  /// Registers the messages between shards.
  public static InternalTypes wireTypes(InternalTypes types) {
    return types
        .registerInternal(60, Protocol.EntityMessage.class)
        .registerInternal(61, Protocol.OrderMarker.class)
        .registerInternal(62, Protocol.OrderMarkerPassed.class)
        .registerInternal(63, Protocol.HandOver.class)
        .registerInternal(64, Protocol.Restored.class)
        .registerInternal(65, Protocol.Switched.class)
        .registerInternal(66, InTransit.ToEntity.class)
        .registerInternal(67, Protocol.Farewell.class)
        .registerInternal(68, Protocol.FarewellPassed.class);
  }

  private void onService(NodeId sender, Object message) {
    Protocol protocol = (Protocol) message;
    Region region = region(protocol.type());
    if (protocol.shard() < region.config().sharding().shards()) {
      region.shard(protocol.shard()).tell(new ShardMessage.FromPeer(sender, protocol));
    } else {
      throw new IllegalArgumentException(
          ("Node %s sent a message for shard %d of '%s', which has %d shards here;"
                  + " configure the same number")
              .formatted(
                  sender, protocol.shard(), protocol.type(), region.config().sharding().shards()));
    }
  }

  private Region region(String type) {
    return regions.computeIfAbsent(
        type,
        _ -> {
          var region = new Region(type, self, system, config, control, remoting);
          control.table(type).ifPresent(region::onTable);
          return region;
        });
  }

  @Override
  public <M> void host(EntityType<M> type, EntityFactory<M> entity) {
    region(type.name()).host(entity);
  }

  @Override
  @SuppressWarnings("unchecked") // the type's name stands for its messages
  public <M> ActorRef<M> ref(EntityType<M> type, String id) {
    return (ActorRef<M>) region(type.name()).ref(id);
  }

  @Override
  public List<NodeId> owners(EntityType<?> type) {
    return control
        .table(type.name())
        .map(table -> table.shards().stream().map(ShardTable.Shard::owner).toList())
        .orElse(List.of());
  }

  @Override
  public Optional<EntityAddress> addressOf(ActorRef<?> ref) {
    return entityAddressOf(ref);
  }

  /// {@return the address of `ref`, if it is the ref of an entity of any node}
  public static Optional<EntityAddress> entityAddressOf(ActorRef<?> ref) {
    return ref instanceof EntityRef<?> entity
        ? Optional.of(new EntityAddress(entity.type(), entity.id()))
        : Optional.empty();
  }

  @Override
  public ActorRef<?> resolve(EntityAddress address) {
    return region(address.type()).ref(address.id());
  }

  /// Called by the control actor.
  public void onTable(ShardTable table) {
    region(table.type()).onTable(table);
  }

  /// Called by the control actor.
  public void onMembers() {
    regions.values().forEach(region -> region.tellAll(new ShardMessage.MembersChanged()));
  }

  /// Forwards the messages that others have sent by way of this node before it leaves.
  ///
  /// @return completed when no other node relies on this one any more
  public CompletableFuture<Void> leave() {
    return CompletableFuture.allOf(
        regions.values().stream().map(Region::leave).toArray(CompletableFuture<?>[]::new));
  }

  /// Stops all entities of this node forever. Called by the control actor.
  public void cease() {
    regions.values().forEach(region -> region.tellAll(new ShardMessage.Cease()));
  }
}
