package io.aether.testkit.wire.nats;

import io.aether.actor.spi.Environment;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsConnections;
import io.aether.cluster.nats.NatsTransport;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;
import io.aether.testkit.wire.Wires;
import io.nats.client.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Connects nodes through a NATS server, each with its own connections. Clusters of different names
/// on one server are separate.
public final class NatsWires implements Wires {

  private final String url;
  private final String cluster;
  private final List<Connection> connections = new ArrayList<>();

  public NatsWires(String url, String cluster) {
    this.url = url;
    this.cluster = cluster;
  }

  @Override
  public Transport transport(String node, Environment environment) {
    return NatsTransport.over(connect(node + "-messages"), cluster);
  }

  @Override
  public ControlStore controlStore(String node, Environment environment) {
    return JetStreamControlStore.open(connect(node + "-control"), environment, cluster);
  }

  @Override
  public LeaseSettings lease() {
    return LeaseSettings.singleServer();
  }

  @Override
  public void close() {
    try {
      for (Connection connection : connections) {
        connection.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // connections that are not closed end with the process
    }
  }

  private Connection connect(String name) {
    try {
      Connection connection = NatsConnections.connect(url, name);
      connections.add(connection);
      return connection;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while connecting to " + url, e);
    }
  }
}
