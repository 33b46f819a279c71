package io.aether.testkit.cluster;

import io.aether.actor.ActorSystem;
import io.aether.actor.spi.Environment;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;

/// Nodes that share objects.
public final class MemoryWires implements Wires {

  private final InMemoryNetwork network;
  private final InMemoryControlStore store = new InMemoryControlStore();

  public MemoryWires(Environment environment) {
    this.network = InMemoryNetwork.create(environment);
  }

  @Override
  public Transport transport(ActorSystem system) {
    return network.connect(system);
  }

  @Override
  public ControlStore controlStore(ActorSystem system) {
    return store.connect(system);
  }

  @Override
  public LeaseSettings lease() {
    return LeaseSettings.embedded();
  }

  @Override
  public void close() {}
}
