package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsTransport;
import io.aether.nats.NatsSettings;
import io.aether.persistence.Persistence;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.nats.JetStreamSnapshotStore;

/// A member of a cluster over a NATS server.
final class NatsNode {

  /// The name of the cluster and of its stored data.
  static final String CLUSTER = "flights";

  private NatsNode() {}

  /// Joins the cluster, and returns when the node is up. Closing the system of the node also closes
  /// its connections.
  ///
  /// @throws RuntimeException if the server cannot be reached or rejects the connection, or the
  ///   node cannot join; the message says why
  static Node start(String name, String url) throws InterruptedException {
    ActorSystem system = ActorSystem.create(name);
    try {
      NatsSettings nats = NatsSettings.of(url);
      Persistence persistence =
          Persistence.of(
              JetStreamJournal.open(system, nats, CLUSTER),
              JetStreamSnapshotStore.open(system, nats, CLUSTER),
              Airport.STORED_TYPES);
      ClusterConfig config =
          ClusterConfig.of(
              name,
              NatsTransport.open(system, nats, CLUSTER),
              JetStreamControlStore.open(system, nats, CLUSTER),
              Airport.MESSAGE_TYPES);
      return Node.start(system, config, persistence);
    } catch (InterruptedException | RuntimeException e) {
      system.close();
      throw e;
    }
  }
}
