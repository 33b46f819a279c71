package io.aether.cluster;

import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;
import java.time.Duration;

/// What a node needs to join a cluster. Immutable; each `with` returns a copy.
///
/// @param node the name of this node, unique among the living nodes of the cluster
/// @param transport carries messages between nodes; closed with the cluster
/// @param controlStore what all nodes of the cluster share; closed with the cluster
/// @param messages what may cross the wire; the same on all nodes
/// @param lease how long a node may be silent
/// @param minMembers shards are first given out when this many members host a type
/// @param shards how many shards a type is divided into; fixed when a type is first hosted
/// @param handOverTimeout how long a shard's new owner may take to accept it before the move is
///   tried anew
/// @param bufferedMessages how many messages a node keeps, of each entity type, for shards without
///   a known owner; more become dead letters
public record ClusterConfig(
    String node,
    Transport transport,
    ControlStore controlStore,
    MessageTypes messages,
    LeaseSettings lease,
    int minMembers,
    int shards,
    Duration handOverTimeout,
    int bufferedMessages) {

  public ClusterConfig {
    if (minMembers < 1 || shards < 1 || bufferedMessages < 1) {
      throw new IllegalArgumentException(
          "minMembers, shards and bufferedMessages are at least 1, but were: %d, %d, %d"
              .formatted(minMembers, shards, bufferedMessages));
    }
  }

  /// A node of a cluster on a single control server, with 256 shards a type.
  public static ClusterConfig of(
      String node, Transport transport, ControlStore controlStore, MessageTypes messages) {
    return new ClusterConfig(
        node,
        transport,
        controlStore,
        messages,
        LeaseSettings.singleServer(),
        1,
        256,
        Duration.ofSeconds(5),
        100_000);
  }

  public ClusterConfig withLease(LeaseSettings lease) {
    return new ClusterConfig(
        node,
        transport,
        controlStore,
        messages,
        lease,
        minMembers,
        shards,
        handOverTimeout,
        bufferedMessages);
  }

  public ClusterConfig withMinMembers(int minMembers) {
    return new ClusterConfig(
        node,
        transport,
        controlStore,
        messages,
        lease,
        minMembers,
        shards,
        handOverTimeout,
        bufferedMessages);
  }

  public ClusterConfig withShards(int shards) {
    return new ClusterConfig(
        node,
        transport,
        controlStore,
        messages,
        lease,
        minMembers,
        shards,
        handOverTimeout,
        bufferedMessages);
  }

  public ClusterConfig withHandOverTimeout(Duration handOverTimeout) {
    return new ClusterConfig(
        node,
        transport,
        controlStore,
        messages,
        lease,
        minMembers,
        shards,
        handOverTimeout,
        bufferedMessages);
  }

  public ClusterConfig withBufferedMessages(int bufferedMessages) {
    return new ClusterConfig(
        node,
        transport,
        controlStore,
        messages,
        lease,
        minMembers,
        shards,
        handOverTimeout,
        bufferedMessages);
  }
}
