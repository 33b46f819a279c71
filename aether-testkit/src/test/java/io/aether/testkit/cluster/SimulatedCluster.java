package io.aether.testkit.cluster;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.EntityType;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.Sharding;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The nodes of one simulated cluster, and all their dead letters.
final class SimulatedCluster {

  /// One node of the cluster.
  record Node(
      String name,
      ActorSystem system,
      Cluster cluster,
      InMemoryNetwork network,
      InMemoryControlStore.Connection store) {

    <M> void host(EntityType<M> type, Sharding.EntityFactory<M> entity) {
      cluster.sharding().host(type, entity);
    }

    <M> ActorRef<M> entity(EntityType<M> type, String id) {
      return cluster.sharding().ref(type, id);
    }

    void leave() {
      cluster.close();
    }

    /// Cuts the node off without a goodbye; its actors go on.
    void crash() {
      network.cut(cluster.self());
      store.disconnect();
    }

    /// Ends [#crash]: the node finds out that it was removed.
    void comeBack() {
      network.heal(cluster.self());
      store.reconnect();
    }
  }

  final InMemoryNetwork network;
  final List<DeadLetter> deadLetters = new ArrayList<>();
  private final Simulation sim;
  private final MessageTypes messages;
  private final UnaryOperator<ClusterConfig> configure;
  private final InMemoryControlStore store = new InMemoryControlStore();

  SimulatedCluster(Simulation sim, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    this.sim = sim;
    this.network = InMemoryNetwork.create(sim.environment());
    this.messages = messages;
    this.configure = configure;
  }

  /// Starts a node, and returns once it is a member.
  Node join(String name) throws InterruptedException {
    ActorSystem system = sim.system(name);
    system.deadLetters().listen(this::onDeadLetter);
    var connection = store.connect(sim.environment());
    ClusterConfig config =
        configure.apply(
            ClusterConfig.of(name, network.connect(), connection, messages)
                .withLease(LeaseSettings.embedded()));
    return new Node(name, system, Cluster.join(system, config), network, connection);
  }

  /// A message that is sent again anyway may arrive too late, since its sender still has it; a
  /// message for an entity is sent only once and may not.
  private void onDeadLetter(DeadLetter letter) {
    if (letter.recipient().value().startsWith("/sharding/")
        || (!(letter.message() instanceof DeadLetter.Suppressed)
            && letter.recipient().value().startsWith("/system/remoting/"))) {
      deadLetters.add(letter);
    }
  }
}
