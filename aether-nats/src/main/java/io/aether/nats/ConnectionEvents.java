package io.aether.nats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// Logs the events of one connection. While the connection is being opened, it collects the
/// problems instead, since the exception for the caller reports them.
///
/// The loss of a connection is logged once, as is its return; the failed attempts to reconnect
/// between them are logged at debug level. Thread-safe.
final class ConnectionEvents implements ConnectionListener, ErrorListener {

  private static final Logger LOG = LoggerFactory.getLogger(NatsClient.class);

  private final String name;

  /// Problems while connecting. Guarded by this.
  private final List<String> problems = new ArrayList<>();

  /// Written by the connecting thread; read by the threads of the client library.
  private volatile boolean connected;

  ConnectionEvents(String name) {
    this.name = name;
  }

  void onConnected() {
    connected = true;
  }

  /// {@return the problems reported so far, each one once}
  synchronized List<String> problems() {
    return problems.stream().distinct().toList();
  }

  private synchronized void collect(String problem) {
    problems.add(problem);
  }

  @Override
  @SuppressWarnings("deprecation") // the only abstract method; the other overload calls it
  public void connectionEvent(Connection connection, Events event) {
    switch (event) {
      case DISCONNECTED ->
          LOG.atLevel(connection.getStatus() == Connection.Status.CLOSED ? Level.DEBUG : Level.WARN)
              .log("{}: the connection to the NATS server is lost; reconnecting", name);
      case RECONNECTED -> LOG.info("{}: reconnected to {}", name, Urls.masked(url(connection)));
      case LAME_DUCK ->
          LOG.info("{}: the NATS server shuts down; the connection moves to another", name);
      case CONNECTED, CLOSED, RESUBSCRIBED, DISCOVERED_SERVERS ->
          LOG.debug("{}: {} {}", name, event.getEvent(), Urls.masked(url(connection)));
    }
  }

  private static String url(Connection connection) {
    return String.valueOf(connection.getConnectedUrl());
  }

  @Override
  public void errorOccurred(Connection connection, String error) {
    if (connected) {
      LOG.error("{}: the NATS server reports an error: {}", name, error);
    } else {
      collect(error);
    }
  }

  @Override
  public void exceptionOccurred(Connection connection, Exception exception) {
    if (!connected) {
      collect(Diagnosis.brief(exception));
    } else if (connection.getStatus() == Connection.Status.CONNECTED) {
      LOG.warn("{}: {}", name, exception.toString());
    } else {
      LOG.debug("{}: {}", name, exception.toString());
    }
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
    LOG.warn(
        "{}: a message to {} was not sent because the outgoing queue is full",
        name,
        message.getSubject());
  }

  @Override
  public void socketWriteTimeout(Connection connection) {
    LOG.warn("{}: the NATS server did not accept written data in time", name);
  }
}
