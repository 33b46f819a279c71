package io.aether.cluster;

import io.aether.actor.annotation.Experimental;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// The configuration of a node that joins a cluster. Immutable; each `with` returns a copy.
///
/// @param node the name of this node, unique among the living nodes of the cluster
/// @param transport carries messages between nodes; closed with the cluster
/// @param controlStore shared by all nodes of the cluster; closed with the cluster
/// @param messages the types of messages that may be sent to other nodes; the same on all nodes
/// @param lease how long a node may be silent
/// @param minMembers shards are first given out when this many members host a type
/// @param sharding how entities are divided into shards, and how shards move
@Experimental
public record ClusterConfig(
    String node,
    Transport transport,
    ControlStore controlStore,
    MessageTypes messages,
    LeaseSettings lease,
    int minMembers,
    ShardingSettings sharding) {

  public ClusterConfig {
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(controlStore, "controlStore");
    Objects.requireNonNull(messages, "messages");
    if (minMembers < 1) {
      throw new IllegalArgumentException("minMembers must be at least 1, but was: " + minMembers);
    }
  }

  /// A node of a cluster on a single control server, with 256 shards a type.
  public static ClusterConfig of(
      String node, Transport transport, ControlStore controlStore, MessageTypes messages) {
    LeaseSettings lease = LeaseSettings.singleServer();
    ShardingSettings sharding = ShardingSettings.defaults();
    return new ClusterConfig(node, transport, controlStore, messages, lease, 1, sharding);
  }

  public ClusterConfig withLease(LeaseSettings lease) {
    return new ClusterConfig(node, transport, controlStore, messages, lease, minMembers, sharding);
  }

  public ClusterConfig withMinMembers(int minMembers) {
    return new ClusterConfig(node, transport, controlStore, messages, lease, minMembers, sharding);
  }

  /// Changes the settings of sharding by a function of the present ones.
  public ClusterConfig withSharding(UnaryOperator<ShardingSettings> configure) {
    var changed = configure.apply(sharding);
    return new ClusterConfig(node, transport, controlStore, messages, lease, minMembers, changed);
  }

  /// See [ShardingSettings#shards()].
  public ClusterConfig withShards(int shards) {
    return withSharding(settings -> settings.withShards(shards));
  }

  /// See [ShardingSettings#bufferedMessages()].
  public ClusterConfig withBufferedMessages(int messages) {
    return withSharding(settings -> settings.withBufferedMessages(messages));
  }

  /// See [ShardingSettings#handOverTimeout()].
  public ClusterConfig withHandOverTimeout(Duration timeout) {
    return withSharding(settings -> settings.withHandOverTimeout(timeout));
  }
}
