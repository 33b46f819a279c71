package io.aether.testkit.cluster;

import io.aether.actor.ActorSystem;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;

/// What the nodes of a test cluster share: objects in memory or a server. Used by one thread.
public interface Wires extends AutoCloseable {

  /// {@return a way to the other nodes, not started yet}
  ///
  /// @param system the node's own, in whose environment frames are received
  Transport transport(ActorSystem system);

  /// {@return an access to the control store that all nodes share}
  ControlStore controlStore(ActorSystem system);

  /// {@return leases that suit what the nodes share}
  LeaseSettings lease();

  /// Releases what was opened.
  @Override
  void close();
}
