package io.aether.samples.flights;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.persistence.Persistence;
import io.aether.persistence.spi.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/// All nodes in one JVM or one simulation, each with its own actor system. Shared objects take the
/// place of servers.
///
/// The victim is disconnected from all shared objects except the journal, and its actors continue
/// to run. Its own lease and the fence of the journal must keep it from doing harm.
final class EmbeddedStage implements Stage {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Function<String, ActorSystem> systems;
  private final InMemoryControlStore store = new InMemoryControlStore();
  private final Persistence persistence = Persistence.inMemory(Airport.STORED_TYPES);
  private final Map<String, Place> nodes = new LinkedHashMap<>();
  private final List<ActorSystem> started = new ArrayList<>();

  /// A node and its connection to the others.
  ///
  /// @param log the cluster events that the node has received
  private record Place(
      Node node,
      InMemoryNetwork network,
      InMemoryControlStore.Connection connection,
      ActorRef<ClusterLog.Message> log) {}

  private EmbeddedStage(Function<String, ActorSystem> systems) {
    this.systems = systems;
  }

  /// @param systems creates an actor system with a given name; all systems share one environment
  static EmbeddedStage of(Function<String, ActorSystem> systems) {
    return new EmbeddedStage(systems);
  }

  @Override
  public Node start() throws InterruptedException {
    ActorSystem first = system(DRIVER_NODE);
    var network = InMemoryNetwork.create(first);
    Node driverNode = join(first, network);
    join(system(SECOND_NODE), network);
    join(system(VICTIM), network);
    return driverNode;
  }

  @Override
  public String crashDescription() {
    return VICTIM + " is disconnected; its actors continue to run";
  }

  @Override
  public void crash() {
    Place victim = place(VICTIM);
    victim.network.cut(victim.node.cluster().self());
    victim.connection.disconnect();
  }

  @Override
  public void startLatecomer() throws InterruptedException {
    join(system(LATECOMER), place(DRIVER_NODE).network);
  }

  /// First reconnects the victim: it must learn that it was declared dead, and terminate.
  @Override
  public void stopNodes() throws JobFailedException, InterruptedException {
    Place victim = place(VICTIM);
    victim.network.heal(victim.node.cluster().self());
    victim.connection.reconnect();
    try {
      victim.log.<ClusterLog.History>ask(
          replyTo -> new ClusterLog.Message.When(ClusterLog.History::terminated, replyTo),
          PATIENCE);
    } catch (AskException.TimedOut e) {
      throw new JobFailedException(
          "%s did not learn within %d s of its return that it was declared dead"
              .formatted(VICTIM, PATIENCE.toSeconds()),
          e);
    }
    for (Place place : List.copyOf(nodes.values()).reversed()) {
      place.node.cluster().close();
    }
  }

  @Override
  public Journal journal(ActorSystem reader) {
    return persistence.journal();
  }

  @Override
  public ActorSystem outsider() {
    return system("outsider");
  }

  @Override
  public void close() {
    started.reversed().forEach(ActorSystem::close);
  }

  private ActorSystem system(String name) {
    ActorSystem system = systems.apply(name);
    started.add(system);
    return system;
  }

  private Node join(ActorSystem system, InMemoryNetwork network) throws InterruptedException {
    var connection = store.connect(system);
    var config =
        ClusterConfig.of(system.name(), network.connect(), connection, Airport.MESSAGE_TYPES)
            .withLease(LeaseSettings.embedded());
    Node node = Node.start(system, config, persistence);
    ActorRef<ClusterLog.Message> log = system.spawn(ClusterLog.create(), "own-cluster-log");
    node.cluster().subscribe(event -> log.tell(new ClusterLog.Message.Happened(event)));
    nodes.put(system.name(), new Place(node, network, connection, log));
    return node;
  }

  private Place place(String node) {
    return Objects.requireNonNull(nodes.get(node), node);
  }
}
