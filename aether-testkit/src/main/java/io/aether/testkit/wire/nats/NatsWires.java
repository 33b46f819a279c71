package io.aether.testkit.wire.nats;

import io.aether.actor.ActorSystem;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsTransport;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;
import io.aether.nats.NatsSettings;
import io.aether.testkit.wire.Wires;
import io.nats.client.Connection;
import java.util.ArrayList;
import java.util.List;

/// Nodes that share a NATS server, each with connections of its own. Clusters of different names on
/// one server do not meet.
///
/// The connections belong to the test and not to the nodes' systems, since a node that is killed
/// closes nothing.
public final class NatsWires implements Wires {

  private final NatsSettings nats;
  private final String cluster;
  private final List<Connection> connections = new ArrayList<>();

  public NatsWires(String url, String cluster) {
    this.nats = NatsSettings.of(url);
    this.cluster = cluster;
  }

  @Override
  public Transport transport(ActorSystem system) {
    return NatsTransport.open(system, connect(system.name() + "-messages"), cluster);
  }

  @Override
  public ControlStore controlStore(ActorSystem system) {
    return JetStreamControlStore.open(system, connect(system.name() + "-control"), cluster);
  }

  private NatsSettings connect(String name) {
    Connection connection = nats.connect(name);
    connections.add(connection);
    return NatsSettings.over(connection);
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
      Thread.currentThread().interrupt(); // connections left open end with the process
    }
  }
}
