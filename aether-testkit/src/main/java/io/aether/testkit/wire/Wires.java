package io.aether.testkit.wire;

import io.aether.actor.spi.Environment;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.Transport;

/// What the nodes of a test cluster share: objects in memory or a server. Used by one thread.
public interface Wires extends AutoCloseable {

  /// {@return a way to the other nodes, not started yet}
  ///
  /// @param environment the node's own, on which frames are received
  Transport transport(String node, Environment environment);

  /// {@return an access to the control store that all nodes share}
  ControlStore controlStore(String node, Environment environment);

  /// {@return leases that suit what the nodes share}
  LeaseSettings lease();

  /// Releases what was opened.
  @Override
  void close();
}
