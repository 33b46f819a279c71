package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;

/// A member of the cluster, on which airports may live.
record Node(ActorSystem system, Cluster cluster) {

  /// The initial number of nodes; shards are assigned when all of them have joined.
  static final int FIRST_NODES = 3;

  static final int SHARDS = 64;

  /// Joins the cluster, waits until the node is a member, and hosts airports on it.
  ///
  /// @param config the settings of this node; those that all nodes of this sample share are added
  ///
  /// @throws IllegalStateException if the node cannot join; the message says why
  static Node start(ActorSystem system, ClusterConfig config, Persistence persistence)
      throws InterruptedException {
    Cluster cluster = Cluster.join(system, config.withMinMembers(FIRST_NODES).withShards(SHARDS));
    cluster
        .sharding()
        .host(
            Airport.TYPE,
            entity ->
                EventSourced.behavior(
                    Verification.idOf(entity.id()), new Airport(config.node()), persistence));
    return new Node(system, cluster);
  }
}
