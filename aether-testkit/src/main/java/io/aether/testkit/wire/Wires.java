package io.aether.testkit.wire;

import io.aether.actor.ActorSystem;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;

/// The network and the control store that the nodes of a test cluster share, in memory or on a
/// server. Used by one thread.
public interface Wires extends AutoCloseable {

  /// {@return a transport to the other nodes, not started yet}
  ///
  /// @param system the system of the node, in whose environment frames are received
  Transport transport(ActorSystem system);

  /// {@return a connection to the control store that all nodes share}
  ControlStore controlStore(ActorSystem system);

  /// {@return lease settings that suit this kind of store}
  LeaseSettings lease();

  /// Closes all connections.
  @Override
  void close();
}
