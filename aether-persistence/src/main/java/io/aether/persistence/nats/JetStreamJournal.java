package io.aether.persistence.nats;

import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
import io.aether.nats.NatsClient;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsSettings;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Journal;
import java.util.function.UnaryOperator;

/// A journal in a JetStream stream. Each commit is one message, and each entity has its own
/// subject. An append is conditional on the last message of its subject, which makes it atomic and
/// fences other writers.
///
/// All nodes that use the same name on the same servers share its logs. The stream is
/// `AETHER_J_<name>`, its subjects are `aether.j.<name>.<type>.<slice>.<id>`; it is created if
/// absent. Give the stream one replica only if the loss of that server may lose data, and for power
/// cuts see `sync_interval` of the server.
///
/// Thread-safe.
@Experimental
public final class JetStreamJournal implements Journal {

  private final JetStreamClient client;
  private final Subjects subjects;
  private final String stream;

  private JetStreamJournal(JetStreamClient client, Subjects subjects, String stream) {
    this.client = client;
    this.subjects = subjects;
    this.stream = stream;
  }

  /// Opens the journal of a name with default settings; see [#open(ActorSystem, NatsSettings,
  /// String, UnaryOperator)].
  public static JetStreamJournal open(ActorSystem system, NatsSettings nats, String name) {
    return open(system, nats, name, UnaryOperator.identity());
  }

  /// Opens the journal of a name, and creates its stream if it is absent. Blocks. Closed with the
  /// actor system, after its actors have stopped; [#close] closes it earlier.
  ///
  /// @param name all nodes that use the same name share the data; 1 to 64 letters, digits, '_' and
  ///   '-'
  /// @param configure changes the default settings
  /// @throws IllegalArgumentException if the name or a setting is invalid
  /// @throws NatsOpenException if no server can be reached, it refuses the credentials, has no
  ///   JetStream, or is older than 2.10.23, or if the stream exists with a configuration that would
  ///   lose commits; the message says what to do
  public static JetStreamJournal open(
      ActorSystem system,
      NatsSettings nats,
      String name,
      UnaryOperator<JetStreamSettings> configure) {
    JetStreamSettings settings = configure.apply(JetStreamSettings.defaults());
    NatsClient client =
        NatsClient.open(
            system,
            nats,
            "journal",
            name,
            _ -> Streams.journal(name, settings),
            settings.requestTimeout());
    return new JetStreamJournal(
        new JetStreamClient(client, settings), Subjects.journal(name), Streams.journalName(name));
  }

  @Override
  public EventLog open(PersistenceId id) {
    return new JetStreamLog(id, subjects.of(id), stream, client);
  }

  /// Closes the connection if it was opened by this journal. Idempotent.
  @Override
  public void close() {
    client.close();
  }
}
