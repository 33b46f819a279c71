package io.aether.testkit.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.EntityType;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsTransport;
import io.aether.nats.NatsSettings;
import io.aether.persistence.Persistence;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.nats.JetStreamSnapshotStore;
import io.aether.testkit.NatsServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NodeOverNatsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final EntityType<Counter.Add> COUNTER = EntityType.named("counter");
  private static final MessageTypes MESSAGES =
      MessageTypes.of(types -> types.add(100, Counter.Add.class));

  // @start region="over-nats"
  @Test
  void aNodeNeedsASystemAndTheAddressOfAServer() throws Exception {
    try (var server = NatsServer.start();
        var system = ActorSystem.create("n1")) {
      var nats = NatsSettings.of(server.url());
      var persistence =
          Persistence.of(
              JetStreamJournal.open(system, nats, "bank"),
              JetStreamSnapshotStore.open(system, nats, "bank"),
              Counter.TYPES);
      var config =
          ClusterConfig.of(
              "n1",
              NatsTransport.open(system, nats, "bank"),
              JetStreamControlStore.open(system, nats, "bank"),
              MESSAGES);
      var cluster = Cluster.join(system, config);
      cluster.sharding().host(COUNTER, entity -> Counter.behavior(entity.id(), persistence));
      ActorRef<Counter.Add> counter = cluster.sharding().ref(COUNTER, "7");

      long sum =
          counter.<Long>ask(replyTo -> new Counter.Add("c1", 5, replyTo), SECOND.multipliedBy(9));

      assertThat(sum).isEqualTo(5);
    } // the node leaves its cluster, its actors stop, its connections are closed
  }
  // @end
}
