package io.aether.testkit.wire;

import io.aether.actor.ActorSystem;
import io.aether.actor.spi.Environment;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;

/// Connects nodes through objects in memory.
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
