package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.EntityType;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsTransport;
import io.aether.cluster.spi.ControlStoreException;
import io.aether.nats.NatsSettings;
import io.aether.testkit.LogEvent;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.NatsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/// The log of a cluster, from INFO up.
class ClusterLogsTest {

  private static final MessageTypes NO_MESSAGES = MessageTypes.of(types -> types);

  /// Long, so that a busy machine causes no warning; but renewed often, so that changes are quick.
  private static final LeaseSettings PATIENT =
      new LeaseSettings(Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(15));

  private static final EntityType<String> THING = EntityType.named("thing");

  private final Queue<LogEvent> lines = new ConcurrentLinkedQueue<>();
  private final List<ActorSystem> systems = new ArrayList<>();

  private Cluster join(String name, NatsServer server) throws Exception {
    ActorSystem system = ActorSystem.create(name);
    systems.add(system);
    NatsSettings nats = NatsSettings.of(server.url());
    var config =
        ClusterConfig.of(
            name,
            NatsTransport.open(system, nats, "logs"),
            JetStreamControlStore.open(
                system, nats, "logs", it -> it.withRequestTimeout(Duration.ofSeconds(10))),
            NO_MESSAGES);
    Cluster cluster = Cluster.join(system, config.withLease(PATIENT));
    cluster.sharding().host(THING, _ -> Behaviors.ignore());
    return cluster;
  }

  /// Keeps the lines of the library from INFO up; true for the one that is awaited.
  private boolean keep(LogEvent line) {
    if (line.logger().startsWith("io.aether.") && line.level().toInt() >= Level.INFO.toInt()) {
      lines.add(line);
    }
    return line.message().matches("Node n2\\..* has left the cluster");
  }

  @Test
  void orderlyComingsAndGoingsAreALineForEachEvent() throws Exception {
    try (var server = NatsServer.start()) {
      LogExpectation.any()
          .with("the last node has left", this::keep)
          .during(() -> {
            Cluster one = join("n1", server);
            Cluster two = join("n2", server);
            await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> one.sharding().owners(THING).contains(two.self()));
            one.close();
            systems.forEach(ActorSystem::close);
          });
    }

    assertThat(lines).noneMatch(line -> line.level() != Level.INFO);
    assertThat(lines).extracting(LogEvent::message).doesNotHaveDuplicates();
    assertThat(lines).hasSizeLessThan(13);
  }

  @Test
  void joiningThatFailsAtOnceLeavesNothingOpen() throws Exception {
    try (var system = ActorSystem.create("n1")) {
      var transport = InMemoryNetwork.create(system).connect(system);
      transport.start(new NodeId("other", 1), _ -> {});
      var store = new InMemoryControlStore().connect(system);
      var config = ClusterConfig.of("n1", transport, store, NO_MESSAGES);

      assertThatThrownBy(() -> Cluster.join(system, config))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("started");
      assertThatThrownBy(() -> store.read("view")).isInstanceOf(ControlStoreException.class);
    }
  }
}
