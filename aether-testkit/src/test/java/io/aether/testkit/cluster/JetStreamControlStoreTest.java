package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStore.Write;
import io.aether.cluster.spi.ControlStoreException;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsSettings;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.NatsServer;
import io.aether.testkit.contract.ControlStoreContract;
import io.nats.client.Connection;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JetStreamControlStoreTest extends ControlStoreContract {

  private static NatsServer server;
  private static int clusters;

  private final String cluster = "contract-" + ++clusters;
  private final List<Connection> connections = new ArrayList<>();
  private final ActorSystem system = ActorSystem.create("stores");

  @BeforeAll
  static void startServer() {
    server = NatsServer.start();
  }

  @AfterAll
  static void closeServer() {
    server.close();
  }

  @AfterEach
  void closeAll() throws InterruptedException {
    system.close();
    closeConnections();
  }

  private void closeConnections() throws InterruptedException {
    for (Connection each : connections) {
      each.close();
    }
  }

  @Override
  protected ControlStore connect() throws Exception {
    return JetStreamControlStore.open(system, settings(server), cluster);
  }

  private NatsSettings settings(NatsServer to) {
    return NatsSettings.over(connection(to));
  }

  private Connection connection(NatsServer to) {
    Connection connection = NatsSettings.of(to.url()).connect(cluster);
    connections.add(connection);
    return connection;
  }

  @Test
  void clustersOnOneServerDoNotSeeEachOther() throws Exception {
    var one = connect();
    var other = JetStreamControlStore.open(system, settings(server), cluster + "x");

    one.compareAndSet("view", 0, new byte[1]);

    assertThat(other.list("")).isEmpty();
    assertThat(other.compareAndSet("view", 0, new byte[1])).isInstanceOf(Write.Written.class);
  }

  @Test
  void subjectsThatNoStoreWritesToAreSkippedWithOneWarning() throws Exception {
    var store = connect();
    store.compareAndSet("view", 0, new byte[] {7});
    for (String token : List.of("a=", "=76iew", "=ff")) {
      connection(server).jetStream().publish("aether.c." + cluster + "." + token, new byte[1]);
    }

    LogExpectation.warn("subjects are skipped")
        .withText("AETHER_C_" + cluster)
        .withTimes(1)
        .during(() -> {
          for (int n = 0; n < 3; n++) {
            assertThat(store.list("")).extracting(ControlStore.Entry::key).containsExactly("view");
            assertThat(store.list("").getFirst().value()).containsExactly(7);
          }
        });
    connection(server).jetStream().publish("aether.c." + cluster + ".=later", new byte[1]);

    LogExpectation.warn("1 subjects are skipped").withTimes(1).during(() -> store.list("v"));
  }

  @Test
  void hintsUnderOtherSubjectsAreIgnored() throws Exception {
    var store = connect();
    var hints = new AtomicInteger();
    var barrier = new AtomicInteger();
    store.watch("view", hints::incrementAndGet);
    store.watch("barrier", barrier::incrementAndGet);

    for (String token : List.of("a=", "=76iew", "=ff")) {
      connection(server).publish("aether.ch." + cluster + "." + token, null);
      connections.getLast().flush(Duration.ofSeconds(5));
    }
    store.compareAndSet("barrier", 0, new byte[1]); // its hint comes after those

    await().until(() -> barrier.get() == 1);
    assertThat(hints).hasValue(0);
  }

  @Test
  void writtenEntriesOutliveTheServer() throws Exception {
    try (var mortal = NatsServer.start()) {
      var store = JetStreamControlStore.open(system, settings(mortal), cluster);
      var written = (Write.Written) store.compareAndSet("view", 0, new byte[] {7});
      var impatient = openImpatient(mortal);

      mortal.kill();
      assertThatThrownBy(() -> impatient.list("")).isInstanceOf(ControlStoreException.class);
      assertThatThrownBy(() -> impatient.read("view")).isInstanceOf(ControlStoreException.class);
      assertThat(impatient.compareAndSet("view", written.revision(), new byte[] {8}))
          .isInstanceOf(Write.Unknown.class);

      mortal.restart();
      await()
          .atMost(Duration.ofMinutes(1))
          .ignoreException(ControlStoreException.class)
          .untilAsserted(() -> {
            assertThat(store.read("view")).isPresent();
            var entry = store.list("").getFirst();
            assertThat(entry.revision()).isEqualTo(written.revision());
            assertThat(entry.value()).containsExactly(7);
          });
    }
  }

  /// A store for requests that are not answered.
  private ControlStore openImpatient(NatsServer server) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .ignoreException(NatsOpenException.class)
        .until(
            () ->
                JetStreamControlStore.open(
                    system,
                    settings(server),
                    cluster,
                    settings -> settings.withRequestTimeout(Duration.ofMillis(500))),
            _ -> true);
  }

  @Test
  void watchEndsWithItsStoreOrItsConnection() throws Exception {
    var closed = connect();
    var first = closed.watch("", () -> {});
    var second = connect().watch("", () -> {});

    closed.close();
    closeConnections();

    assertThat(first.cancel()).isFalse();
    assertThat(second.cancel()).isFalse();
  }

  @Test
  void foreignStreamIsNotTakenForAStore() throws Exception {
    var connection = connection(server);
    connection
        .jetStreamManagement()
        .addStream(
            StreamConfiguration.builder()
                .name("AETHER_C_" + cluster)
                .subjects("something.else")
                .build());

    assertThatThrownBy(this::connect)
        .isInstanceOf(NatsOpenException.class)
        .hasMessageContaining("another configuration")
        .hasMessageContaining("something.else");
  }

  @Test
  void nameThatWouldBreakTheSubjectIsRefused() throws Exception {
    var settings = settings(server);

    assertThatThrownBy(() -> JetStreamControlStore.open(system, settings, "a.b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a.b'");
  }
}
