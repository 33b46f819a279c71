package io.aether.cluster.remote;

import io.aether.cluster.NodeId;

/// Receives the messages of other nodes, or of this one, to a numbered service. Called by one
/// thread at a time for each sender, in order; must not block.
@FunctionalInterface
public interface ServiceHandler {
  void receive(NodeId sender, Object message);
}
