package io.aether.persistence.nats;

import io.aether.actor.spi.Environment;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Journal;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.function.UnaryOperator;

/// A journal in a JetStream stream: one message a commit, one subject an entity, and each append
/// conditional on the last message of its subject, which makes it atomic and fences other writers.
///
/// All nodes that use the same namespace of the same servers share its logs. The stream is
/// `AETHER_J_<namespace>`, its subjects are `aether.j.<namespace>.<type>.<slice>.<id>`; it is
/// created if absent. Give the stream one replica only if the loss of that server may lose data,
/// and for power cuts see `sync_interval` of the server.
///
/// A connection for storing alone is best: then messages of actors and reads of logs do not delay
/// each other. Thread-safe.
public final class JetStreamJournal implements Journal {

  private final JetStreamClient client;
  private final Subjects subjects;
  private final String stream;

  private JetStreamJournal(JetStreamClient client, Subjects subjects, String stream) {
    this.client = client;
    this.subjects = subjects;
    this.stream = stream;
  }

  /// Opens the journal of a namespace with default settings; see [#open(Connection, Environment,
  /// String, UnaryOperator)].
  public static JetStreamJournal open(
      Connection connection, Environment environment, String namespace)
      throws IOException, JetStreamApiException {
    return open(connection, environment, namespace, UnaryOperator.identity());
  }

  /// Opens the journal of a namespace, and creates its stream if it is absent. Blocks.
  ///
  /// @param connection stays the caller's; not closed by this journal
  /// @param namespace letters, digits, '_' and '-'
  /// @throws IllegalStateException if the server is older than 2.10.23, or the stream exists and
  ///   would lose commits
  /// @throws IOException if the server does not answer
  /// @throws JetStreamApiException if the server refuses
  public static JetStreamJournal open(
      Connection connection,
      Environment environment,
      String namespace,
      UnaryOperator<JetStreamSettings> configure)
      throws IOException, JetStreamApiException {
    JetStreamSettings settings = configure.apply(JetStreamSettings.defaults());
    var subjects = new Subjects("j", namespace);
    var client = new JetStreamClient(connection, environment, settings);
    StreamConfiguration stream = Streams.journal(subjects, settings);
    Streams.ensure(client, stream, settings);
    return new JetStreamJournal(client, subjects, stream.getName());
  }

  @Override
  public EventLog open(PersistenceId id) {
    return new JetStreamLog(id, subjects.of(id), stream, client);
  }

  /// Does nothing: the connection is the caller's to close.
  @Override
  public void close() {}
}
