package io.aether.testkit.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.spi.Environment;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.ClusterEvent;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.nats.NatsSettings;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Membership over a real nats-server.
class JetStreamClusterTest {

  private static final LeaseSettings LEASE =
      new LeaseSettings(Duration.ofMillis(250), Duration.ofSeconds(3), Duration.ofMillis(4_500));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// No control store writes to the subjects of the first ones; the last ones are keys of no node.
  private static final List<String> FOREIGN_TOKENS =
      List.of("a=", "=", "=GG", "=76iew", "view=2f", "node=2Fforeign", "shards=2Fforeign", "other");

  private final NatsServer server = NatsServer.start();
  private final Environment environment = ActorSystemConfig.defaults().environment();
  private final InMemoryNetwork network = InMemoryNetwork.create(environment);
  private final Deque<AutoCloseable> open = new ArrayDeque<>(List.of(server));

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  private Cluster join(String name) throws Exception {
    var system = ActorSystem.create(name);
    open.push(system);
    var store =
        JetStreamControlStore.open(
            system,
            NatsSettings.of(server.url()),
            "c",
            settings -> settings.withRequestTimeout(Duration.ofSeconds(5)));
    var config =
        ClusterConfig.of(name, network.connect(), store, MessageTypes.of(UnaryOperator.identity()));
    var cluster = Cluster.join(system, config.withLease(LEASE));
    open.push(cluster);
    return cluster;
  }

  @Test
  void membersComeAndGo() throws Exception {
    var a = join("a");
    var b = join("b");
    await().atMost(PATIENCE).until(() -> a.members().size() == 2 && b.members().size() == 2);

    b.close();

    await().atMost(PATIENCE).until(() -> a.members().size() == 1);
    assertThat(a.members().getFirst().node()).isEqualTo(a.self());
  }

  @Test
  void outageOfTheServerDrivesNobodyOut() throws Exception {
    var a = join("a");
    var b = join("b");
    await().atMost(PATIENCE).until(() -> a.members().size() == 2 && b.members().size() == 2);
    List<ClusterEvent> events = new CopyOnWriteArrayList<>();
    a.subscribe(events::add);
    b.subscribe(events::add);

    server.kill();
    Duration outage = LEASE.takeOverAfter().plusSeconds(2);
    await().pollDelay(outage).atMost(outage.multipliedBy(2)).until(() -> true);
    server.restart();
    join("c"); // the store works again, and so does the leader

    await().atMost(PATIENCE).until(() -> a.members().size() == 3 && b.members().size() == 3);
    assertThat(events).hasSize(2).allMatch(it -> it instanceof ClusterEvent.MemberUp);
  }

  private Cluster join(String name, List<ClusterEvent> events) throws Exception {
    Cluster cluster = join(name);
    cluster.subscribe(events::add);
    return cluster;
  }

  private Connection connect() throws Exception {
    Connection connection = Nats.connect(server.url());
    open.push(connection);
    return connection;
  }

  @Test
  void messagesOfOthersInItsStreamEndNoNode() throws Exception {
    List<ClusterEvent> events = new CopyOnWriteArrayList<>();
    Connection connection = connect();
    join("a", events);

    for (String token : FOREIGN_TOKENS) {
      connection.jetStream().publish("aether.c.c." + token, "hello".getBytes(UTF_8));
      connection.publish("aether.ch.c." + token, null);
    }
    var b = join("b", events);
    join("c", events);

    await().atMost(PATIENCE).until(() -> b.members().size() == 3);
    assertThat(events).allMatch(it -> it instanceof ClusterEvent.MemberUp);
  }

  @Test
  void entryThatAnotherProgramOverwritesIsKeptUntilItIsRestored() throws Exception {
    List<ClusterEvent> events = new CopyOnWriteArrayList<>();
    Connection connection = connect();
    var a = join("a", events);
    var b = join("b", events);
    await().atMost(PATIENCE).until(() -> a.members().size() == 2 && b.members().size() == 2);
    events.clear();
    byte[] view =
        connection.jetStreamManagement().getLastMessage("AETHER_C_c", "aether.c.c.view").getData();

    LogExpectation.warn("Control entry 'view'")
        .withTimes(2)
        .withText("empty the store")
        .during(() -> {
          connection.jetStream().publish("aether.c.c.view", "hello".getBytes(UTF_8));
          Duration outlasting = LEASE.takeOverAfter().plusSeconds(2);
          await().pollDelay(outlasting).atMost(outlasting.multipliedBy(2)).until(() -> true);
        });
    assertThat(events).isEmpty();
    assertThat(a.members()).hasSize(2);
    connection.jetStream().publish("aether.c.c.view", view);
    join("c");

    await().atMost(PATIENCE).until(() -> a.members().size() == 3 && b.members().size() == 3);
    assertThat(events).hasSize(2).allMatch(it -> it instanceof ClusterEvent.MemberUp);
  }
}
