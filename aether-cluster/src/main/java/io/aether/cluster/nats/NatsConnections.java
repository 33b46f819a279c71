package io.aether.cluster.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections as a cluster needs them: they never give up, notice a dead server within seconds,
/// keep nothing for later while disconnected, and log what happens to them.
///
/// Use one connection for messages and another for storage, so that neither delays the other.
public final class NatsConnections {

  private static final Logger LOG = LoggerFactory.getLogger(NatsConnections.class);

  private NatsConnections() {}

  /// Connects to a server. Blocks.
  ///
  /// @param url such as `nats://host:4222`; several are separated by commas
  /// @param name what the server shows, and what log lines begin with
  /// @throws IOException if no server can be reached now
  public static Connection connect(String url, String name)
      throws IOException, InterruptedException {
    return Nats.connect(options(url, name).build());
  }

  /// The options of [#connect], to add credentials or TLS to.
  public static Options.Builder options(String url, String name) {
    return Options.builder()
        .servers(url.split(","))
        .connectionName(name)
        .connectionTimeout(Duration.ofSeconds(2))
        .maxReconnects(-1)
        .reconnectWait(Duration.ofMillis(100))
        .reconnectJitter(Duration.ofMillis(50))
        .reconnectBufferSize(0) // what waited would arrive before the others have re-subscribed
        .maxMessagesInOutgoingQueue(65_536)
        .pingInterval(Duration.ofSeconds(2))
        .maxPingsOut(2)
        .requestCleanupInterval(Duration.ofSeconds(1))
        .dontForceFlushOnRequest()
        .advancedRequestBehavior()
        .connectionListener(listener(name))
        .errorListener(new LoggingErrors(name));
  }

  private static ConnectionListener listener(String name) {
    return (connection, event) -> {
      switch (event) {
        case DISCONNECTED, LAME_DUCK -> LOG.warn("{}: {}", name, event.getEvent());
        case CONNECTED, CLOSED, RECONNECTED, RESUBSCRIBED, DISCOVERED_SERVERS ->
            LOG.info("{}: {} {}", name, event.getEvent(), connection.getConnectedUrl());
      }
    };
  }

  private record LoggingErrors(String name) implements ErrorListener {

    @Override
    public void errorOccurred(Connection connection, String error) {
      LOG.error("{}: the server says: {}", name, error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
      LOG.warn("{}: {}", name, exception.toString());
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
      LOG.warn(
          "{}: messages arrive faster than they are taken; {} were dropped",
          name,
          consumer.getDroppedCount());
    }

    @Override
    public void messageDiscarded(Connection connection, Message message) {
      LOG.warn("{}: a message to {} was not sent, the queue is full", name, message.getSubject());
    }

    @Override
    public void socketWriteTimeout(Connection connection) {
      LOG.warn("{}: the server did not take what was written to it in time", name);
    }
  }
}
