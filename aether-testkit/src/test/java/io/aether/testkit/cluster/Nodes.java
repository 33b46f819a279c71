package io.aether.testkit.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.testkit.Simulation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Nodes of one simulated cluster.
final class Nodes {

  /// One of them.
  record Node(ActorSystem system, Cluster cluster, InMemoryControlStore.Connection store) {}

  final InMemoryNetwork network;
  private final Simulation sim;
  private final MessageTypes messages;
  private final UnaryOperator<ClusterConfig> configure;
  private final InMemoryControlStore store = new InMemoryControlStore();
  private final Map<String, Node> byName = new LinkedHashMap<>();

  Nodes(Simulation sim, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    this.sim = sim;
    this.network = InMemoryNetwork.create(sim.environment());
    this.messages = messages;
    this.configure = configure;
  }

  /// Starts a node; it joins on its own time.
  Node join(String name) throws InterruptedException {
    ActorSystem system = sim.system(name);
    var connection = store.connect(sim.environment());
    ClusterConfig config =
        configure.apply(
            ClusterConfig.of(name, network.connect(), connection, messages)
                .withLease(LeaseSettings.embedded()));
    Node node = new Node(system, Cluster.join(system, config), connection);
    byName.put(name, node);
    return node;
  }

  Node get(String name) {
    return java.util.Objects.requireNonNull(byName.get(name));
  }

  /// Cuts a node off without a goodbye; its actors go on.
  void crash(String name) {
    Node node = get(name);
    network.cut(node.cluster().self());
    node.store().disconnect();
  }

  static <M> ActorRef<M> entity(Node node, io.aether.cluster.EntityType<M> type, String id) {
    return node.cluster().sharding().ref(type, id);
  }
}
