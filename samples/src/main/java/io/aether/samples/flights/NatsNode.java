package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.LeaseSettings;
import io.aether.persistence.Persistence;
import io.aether.persistence.spi.Journal;
import io.aether.samples.flights.nats.ServerConnections;
import java.io.IOException;

/// A member of a cluster over a NATS server: an actor system and its connections.
final class NatsNode implements AutoCloseable {

  private final ActorSystem system;
  private final ServerConnections connections;
  private final Node node;

  private NatsNode(ActorSystem system, ServerConnections connections) throws InterruptedException {
    this.system = system;
    this.connections = connections;
    this.node =
        Node.start(
            system,
            ClusterConfig.of(
                    system.name(),
                    connections.transport(),
                    connections.controlStore(),
                    Airport.MESSAGE_TYPES)
                .withLease(LeaseSettings.singleServer()),
            Persistence.of(connections.journal(), connections.snapshots(), Airport.STORED_TYPES));
  }

  /// Joins, and returns when the node is up.
  ///
  /// @throws IOException if the server cannot be reached or refuses
  static NatsNode start(String name, String url) throws IOException, InterruptedException {
    ActorSystem system = ActorSystem.create(name);
    try {
      ServerConnections connections = ServerConnections.open(url, name, system.spi().environment());
      try {
        return new NatsNode(system, connections);
      } catch (InterruptedException | RuntimeException e) {
        connections.close();
        throw e;
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      system.close();
      throw e;
    }
  }

  Node node() {
    return node;
  }

  Journal journal() {
    return connections.journal();
  }

  /// Stops the actors and leaves the connections, so that the journal can still be read.
  void stop() {
    system.close();
  }

  /// Ends the node without a goodbye: when the sample ends there is nobody to hand anything over
  /// to.
  @Override
  public void close() {
    system.close();
    connections.close();
  }
}
