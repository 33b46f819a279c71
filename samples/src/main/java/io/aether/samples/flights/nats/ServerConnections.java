package io.aether.samples.flights.nats;

import io.aether.actor.spi.Environment;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsConnections;
import io.aether.cluster.nats.NatsTransport;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.nats.JetStreamSnapshotStore;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.SnapshotStore;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What one member of the cluster keeps open to its NATS server: a connection each for messages,
/// for the control store and for what is stored, so that none of it delays the others.
public final class ServerConnections implements AutoCloseable {

  private static final String CLUSTER = "flights";

  private final List<Connection> connections;
  private final Transport transport;
  private final ControlStore controlStore;
  private final Journal journal;
  private final SnapshotStore snapshots;

  private ServerConnections(List<Connection> connections, Environment environment)
      throws IOException, JetStreamApiException, InterruptedException {
    this.connections = connections;
    this.transport = NatsTransport.over(connections.get(0), CLUSTER);
    this.controlStore = JetStreamControlStore.open(connections.get(1), environment, CLUSTER);
    this.journal = JetStreamJournal.open(connections.get(2), environment, CLUSTER);
    this.snapshots = JetStreamSnapshotStore.open(connections.get(2), environment, CLUSTER);
  }

  /// Connects as `name`.
  ///
  /// @throws IOException if the server cannot be reached or refuses; nothing is left open
  public static ServerConnections open(String url, String name, Environment environment)
      throws IOException, InterruptedException {
    List<Connection> connections = new ArrayList<>();
    try {
      for (String purpose : List.of("messages", "control", "storage")) {
        connections.add(NatsConnections.connect(url, name + "-" + purpose));
      }
      return new ServerConnections(connections, environment);
    } catch (JetStreamApiException e) {
      close(connections);
      throw new IOException("the server refuses: " + e.getMessage(), e);
    } catch (IOException | InterruptedException | RuntimeException e) {
      close(connections);
      throw e;
    }
  }

  public Transport transport() {
    return transport;
  }

  public ControlStore controlStore() {
    return controlStore;
  }

  public Journal journal() {
    return journal;
  }

  public SnapshotStore snapshots() {
    return snapshots;
  }

  @Override
  public void close() {
    close(connections);
  }

  private static void close(List<Connection> connections) {
    try {
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what is not closed ends with the process
    }
  }
}
