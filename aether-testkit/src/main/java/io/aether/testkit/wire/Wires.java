package io.aether.testkit.wire;

import io.aether.actor.spi.Environment;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;

/// The network and the control store that the nodes of a test cluster share, in memory or on a
/// server. Used by one thread.
public interface Wires extends AutoCloseable {

  /// {@return a transport to the other nodes, not started yet}
  ///
  /// @param environment the node's environment, in which frames are received
  Transport transport(String node, Environment environment);

  /// {@return a connection to the control store that all nodes share}
  ControlStore controlStore(String node, Environment environment);

  /// {@return lease settings that suit this kind of store}
  LeaseSettings lease();

  /// Closes all connections.
  @Override
  void close();
}
