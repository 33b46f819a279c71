package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.ClusterEvent;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.cluster.spi.ControlStoreException;
import io.aether.testkit.LogEvent;
import io.aether.testkit.LogExpectation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// The ways in which a node leaves, and what it logs about them.
class ClusterLeaveTest {

  private static final LeaseSettings LEASE =
      new LeaseSettings(Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofMillis(800));

  private final InMemoryNetwork network =
      InMemoryNetwork.create(ActorSystemConfig.defaults().environment());
  private final InMemoryControlStore store = new InMemoryControlStore();
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final ConcurrentLinkedQueue<String> warnings = new ConcurrentLinkedQueue<>();

  private record Node(
      ActorSystem system, InMemoryControlStore.Connection store, ClusterConfig config) {}

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private Node node(String name, UnaryOperator<ActorSystemConfig> configure) {
    var system = ActorSystem.create(name, configure);
    open.push(system);
    var connection = store.connect(system);
    var config =
        ClusterConfig.of(name, network.connect(), connection, MessageTypes.of(types -> types))
            .withLease(LEASE)
            .withHandOverTimeout(Duration.ofMillis(100));
    return new Node(system, connection, config);
  }

  private Cluster join(Node node) throws InterruptedException {
    var cluster = Cluster.join(node.system(), node.config());
    open.push(cluster);
    return cluster;
  }

  private Cluster join(String name) throws InterruptedException {
    return join(node(name, UnaryOperator.identity()));
  }

  /// Closes the cluster, and keeps all warnings and errors of `Cluster` meanwhile.
  private void closeWatched(Cluster cluster) {
    LogExpectation.any()
        .with("the last line", this::keep)
        .during(() -> {
          cluster.close();
          LoggerFactory.getLogger(Cluster.class).info("closed");
        });
  }

  private boolean keep(LogEvent line) {
    if (line.logger().equals(Cluster.class.getName())
        && line.level().toInt() >= Level.WARN.toInt()) {
      warnings.add(line.message());
    }
    return line.message().equals("closed");
  }

  @Test
  void orderlyLeaveWarnsOfNothing() throws Exception {
    var a = join("a");
    join("b");
    await().until(() -> a.members().size() == 2);

    closeWatched(a);

    assertThat(warnings).isEmpty();
  }

  @Test
  void leaveThatIsNotDoneInTimeIsLogged() throws Exception {
    var cut = node("cut", UnaryOperator.identity());
    var cluster = join(cut);
    cut.store().disconnect();

    closeWatched(cluster);

    assertThat(warnings)
        .singleElement()
        .asString()
        .contains(cluster.self().toString())
        .contains("could not leave in an orderly way")
        .endsWith("it was not done within PT1S");
  }

  @Test
  void nodeThatWasDeclaredDownHasNothingToLeave() throws Exception {
    var cut = node("cut", UnaryOperator.identity());
    var cluster = join(cut);
    List<ClusterEvent> events = new CopyOnWriteArrayList<>();
    cluster.subscribe(events::add);
    var other = join("other");
    cut.store().disconnect();
    await().until(() -> other.members().toString().contains("DOWN"));
    cut.store().reconnect();
    await().until(() -> events.contains(new ClusterEvent.Terminated()));

    closeWatched(cluster);

    assertThat(warnings).isEmpty();
  }

  @Test
  void nodeWhoseSystemHasNoPhaseForLeavingDoesNotStayAMember() throws Exception {
    var phases =
        List.of(new ShutdownPhase(ShutdownPhase.ACTOR_SYSTEM_TERMINATE, LEASE.takeOverAfter()));
    var a = join("a");
    List<ClusterEvent> events = new CopyOnWriteArrayList<>();
    a.subscribe(events::add);
    var b = node("b", config -> config.withShutdown(it -> it.withPhases(phases)));

    assertThatThrownBy(() -> join(b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ShutdownPhase.CLUSTER_LEAVE);

    await().until(() -> events.stream().anyMatch(it -> it instanceof ClusterEvent.MemberLeft));
    assertThat(a.members()).hasSize(1);
    assertThatThrownBy(() -> b.store().read("view"))
        .isInstanceOf(ControlStoreException.class)
        .hasMessageContaining("closed");
  }
}
