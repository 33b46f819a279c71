package io.aether.testkit.cluster;

import io.aether.actor.ActorSystemConfig;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.cluster.spi.Transport;
import io.aether.testkit.contract.TransportContract;

class InMemoryNetworkTest extends TransportContract {

  private final InMemoryNetwork network =
      InMemoryNetwork.create(ActorSystemConfig.defaults().environment());

  @Override
  protected Transport connect() {
    return network.connect();
  }
}
