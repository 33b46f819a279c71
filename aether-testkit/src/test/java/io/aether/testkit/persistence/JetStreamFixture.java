package io.aether.testkit.persistence;

import io.aether.actor.ActorSystem;
import io.aether.nats.NatsSettings;
import io.aether.testkit.NatsServer;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// A server, an actor system, a connection to the server, and unused names.
final class JetStreamFixture implements AutoCloseable {

  /// jnats caches facts about a stream by its name for the whole JVM.
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  final NatsServer server = NatsServer.start();
  final ActorSystem system = ActorSystem.create("jetstream");
  final Connection connection;
  final NatsSettings settings;

  JetStreamFixture() throws Exception {
    connection = connect();
    settings = NatsSettings.over(connection);
  }

  Connection connect() throws Exception {
    return Nats.connect(
        Options.builder()
            .server(server.url())
            .connectionTimeout(Duration.ofSeconds(20)) // also that of requests to JetStream
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(50))
            .reconnectJitter(Duration.ofMillis(10))
            .errorListener(new ErrorListener() {}) // the tests are about lost connections
            .build());
  }

  static String namespace() {
    return "n" + NAMESPACES.incrementAndGet();
  }

  @Override
  public void close() {
    system.close();
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }
}
