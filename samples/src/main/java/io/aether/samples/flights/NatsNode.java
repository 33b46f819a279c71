package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.actor.spi.Environment;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsConnections;
import io.aether.cluster.nats.NatsTransport;
import io.aether.persistence.Persistence;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.nats.JetStreamSnapshotStore;
import io.aether.persistence.spi.Journal;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A member of a cluster over a NATS server: an actor system and its connections.
final class NatsNode implements AutoCloseable {

  private static final String CLUSTER = "flights";

  private final ActorSystem system;
  private final List<Connection> connections;
  private final Node node;
  private final Journal journal;

  /// @param connections those for messages, for the control store and for what is stored: three, so
  ///   that none of it delays the others
  private NatsNode(ActorSystem system, List<Connection> connections)
      throws IOException, JetStreamApiException, InterruptedException {
    Environment environment = system.spi().environment();
    this.system = system;
    this.connections = connections;
    this.journal = JetStreamJournal.open(connections.get(2), environment, CLUSTER);
    this.node =
        Node.start(
            system,
            ClusterConfig.of(
                    system.name(),
                    NatsTransport.over(connections.get(0), CLUSTER),
                    JetStreamControlStore.open(connections.get(1), environment, CLUSTER),
                    Airport.MESSAGE_TYPES)
                .withLease(LeaseSettings.singleServer()),
            Persistence.of(
                journal,
                JetStreamSnapshotStore.open(connections.get(2), environment, CLUSTER),
                Airport.STORED_TYPES));
  }

  /// Joins, and returns when the node is up.
  ///
  /// @throws IOException if the server cannot be reached or refuses
  static NatsNode start(String name, String url) throws IOException, InterruptedException {
    ActorSystem system = ActorSystem.create(name);
    List<Connection> connections = new ArrayList<>();
    try {
      for (String purpose : List.of("messages", "control", "storage")) {
        connections.add(NatsConnections.connect(url, name + "-" + purpose));
      }
      return new NatsNode(system, connections);
    } catch (JetStreamApiException e) {
      stop(system, connections);
      throw new IOException("the server refuses: " + e.getMessage(), e);
    } catch (IOException | InterruptedException | RuntimeException e) {
      stop(system, connections);
      throw e;
    }
  }

  Node node() {
    return node;
  }

  Journal journal() {
    return journal;
  }

  /// Stops the actors and leaves the connections, so that the journal can still be read.
  void stop() {
    system.close();
  }

  /// Ends the node without a goodbye: when the sample ends there is nobody to hand anything over
  /// to.
  @Override
  public void close() {
    stop(system, connections);
  }

  private static void stop(ActorSystem system, List<Connection> connections) {
    system.close();
    try {
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what is not closed ends with the process
    }
  }
}
