package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorSystem;
import io.aether.cluster.NodeId;
import io.aether.cluster.nats.NatsTransport;
import io.aether.cluster.spi.Transport;
import io.aether.nats.NatsSettings;
import io.aether.testkit.NatsServer;
import io.aether.testkit.contract.TransportContract;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NatsTransportTest extends TransportContract {

  private static final NodeId SELF = new NodeId("self", 1);
  private static final NodeId OTHER = new NodeId("other", 1);

  /// For operations that take seconds on a busy machine.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static NatsServer server;

  private final List<Connection> connections = new ArrayList<>();
  private final ActorSystem system = ActorSystem.create("transports");

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
    for (Connection each : connections) {
      each.close();
    }
  }

  @Override
  protected Transport connect() throws Exception {
    return NatsTransport.open(system, NatsSettings.over(connection(server, "node")), "contract");
  }

  private Connection connection(NatsServer to, String name) throws Exception {
    Connection connection = NatsSettings.of(to.url()).connect(name);
    connections.add(connection);
    return connection;
  }

  @Test
  void clustersOnOneServerDoNotHearEachOther() throws Exception {
    var heard = new AtomicInteger();
    for (String cluster : List.of("one", "two")) {
      NatsTransport.open(system, NatsSettings.over(connection(server, cluster)), cluster)
          .start(SELF, frame -> heard.addAndGet(frame[0]));
    }
    var sender = NatsTransport.open(system, NatsSettings.over(connection(server, "sender")), "one");
    sender.start(OTHER, frame -> {});

    sender.send(SELF, new byte[] {1});
    sender.send(SELF, new byte[] {2});

    await().until(() -> heard.get() == 3);
    assertThat(heard).hasValue(3);
  }

  @Test
  void aFrameThatCannotBeSentIsLostAtOnceAndTheNextConnectionCarriesOn() throws Exception {
    try (var mortal = NatsServer.start()) {
      var heard = new AtomicInteger();
      var target = NatsTransport.open(system, NatsSettings.over(connection(mortal, "target")), "c");
      target.start(SELF, frame -> heard.addAndGet(frame[0]));
      var connection = connection(mortal, "sender");
      var sender = NatsTransport.open(system, NatsSettings.over(connection), "c");
      sender.start(OTHER, frame -> {});

      mortal.kill();
      await().until(() -> connection.getStatus() != Connection.Status.CONNECTED);
      long before = System.nanoTime();
      for (int i = 0; i < 10_000; i++) {
        sender.send(SELF, new byte[] {1});
      }
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
      assertThat(sender.lostFrames()).isEqualTo(10_000);

      mortal.restart();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            sender.send(SELF, new byte[] {2});
            return heard.get() > 0;
          });
      assertThat(heard.get() % 2).isZero(); // no frame sent during the outage arrived
    }
  }

  @Test
  void framesThatArriveFasterThanTheyAreTakenAreDroppedAndCounted() throws Exception {
    int frames = 80_000;
    var opened = new CountDownLatch(1);
    var heard = new AtomicInteger();
    var target = NatsTransport.open(system, NatsSettings.over(connection(server, "slow")), "slow");
    target.start(
        SELF,
        frame -> {
          try {
            opened.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          heard.incrementAndGet();
        });
    var connection = connection(server, "fast");
    var sender = NatsTransport.open(system, NatsSettings.over(connection), "slow");
    sender.start(OTHER, frame -> {});

    for (int i = 1; i <= frames; i++) {
      sender.send(SELF, new byte[] {1});
      if (i % 10_000 == 0) { // otherwise too many frames may wait, and too few arrive
        connection.flush(PATIENCE);
      }
    }
    assertThat(sender.lostFrames()).isZero();
    await().atMost(PATIENCE).until(() -> target.droppedFrames() > 0);
    opened.countDown();

    await().atMost(PATIENCE).until(() -> heard.get() + target.droppedFrames() == frames);
    assertThat(heard.get()).isGreaterThanOrEqualTo(65_536);
  }

  @Test
  void namesThatWouldBreakTheSubjectAreRefused() throws Exception {
    var connection = connection(server, "name");

    assertThatThrownBy(() -> NatsTransport.open(system, NatsSettings.over(connection), "a.b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
