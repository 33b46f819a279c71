package io.aether.cluster.remote;

import io.aether.cluster.NodeId;

/// Takes what other nodes, or this one, send to a numbered service. Called by one thread at a time
/// for each sender and in order; must not block.
@FunctionalInterface
public interface ServiceHandler {
  void receive(NodeId sender, Object message);
}
