package io.aether.persistence.nats;

import io.aether.actor.spi.Environment;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.SnapshotStore;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots in a JetStream stream that keeps the last message of each subject:
/// `AETHER_S_<namespace>`, with subjects `aether.s.<namespace>.<type>.<slice>.<id>`. Thread-safe.
public final class JetStreamSnapshotStore implements SnapshotStore {

  private static final Logger LOG = LoggerFactory.getLogger(JetStreamSnapshotStore.class);

  /// Each round lost means that another save has won one.
  private static final int MAX_ROUNDS = 20;

  private final JetStreamClient client;
  private final Subjects subjects;
  private final String stream;

  private JetStreamSnapshotStore(JetStreamClient client, Subjects subjects, String stream) {
    this.client = client;
    this.subjects = subjects;
    this.stream = stream;
  }

  /// Opens the snapshots of a namespace with default settings; see [#open(Connection, Environment,
  /// String, UnaryOperator)].
  public static JetStreamSnapshotStore open(
      Connection connection, Environment environment, String namespace)
      throws IOException, JetStreamApiException {
    return open(connection, environment, namespace, UnaryOperator.identity());
  }

  /// Opens the snapshots of a namespace, and creates their stream if it is absent. Blocks.
  ///
  /// @param connection stays the caller's; not closed by this store
  /// @param namespace letters, digits, '_' and '-'
  /// @throws IllegalStateException if the server is older than 2.10.23, or the stream exists and is
  ///   made for something else
  /// @throws IOException if the server does not answer
  /// @throws JetStreamApiException if the server refuses
  public static JetStreamSnapshotStore open(
      Connection connection,
      Environment environment,
      String namespace,
      UnaryOperator<JetStreamSettings> configure)
      throws IOException, JetStreamApiException {
    JetStreamSettings settings = configure.apply(JetStreamSettings.defaults());
    var subjects = new Subjects("s", namespace);
    var client = new JetStreamClient(connection, environment, settings);
    StreamConfiguration stream = Streams.snapshots(subjects, settings);
    Streams.ensure(client, stream, settings);
    return new JetStreamSnapshotStore(client, subjects, stream.getName());
  }

  @Override
  public Optional<Snapshot> latest(PersistenceId id) {
    return client.last(stream, subjects.of(id)).map(message -> snapshot(id, message));
  }

  @Override
  public void save(PersistenceId id, Snapshot snapshot) {
    String subject = subjects.of(id);
    byte[] frame = new StoredSnapshot(id, snapshot).encode();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Optional<StoredMessage> kept = client.last(stream, subject);
      if (kept.isPresent() && isAtLeast(id, kept.get(), snapshot.version())) {
        return;
      }
      long expected = kept.map(StoredMessage::sequence).orElse(0L);
      switch (client.publish(subject, frame, null, expected)) {
        case Published.Stored _ -> {
          return;
        }
        case Published.Contested _ -> {
          // Another save came between; look again.
        }
        case Published.Refused(String reason) ->
            throw new JournalException("No snapshot of %s: %s".formatted(id, reason), null);
        case Published.Unanswered(Throwable cause) ->
            throw new JournalException("Perhaps no snapshot of " + id, cause);
      }
    }
    throw new JournalException(
        "No snapshot of %s: others saved it %d times meanwhile".formatted(id, MAX_ROUNDS), null);
  }

  /// What cannot be read is of no use to anyone, so it is no reason to keep it.
  private boolean isAtLeast(PersistenceId id, StoredMessage kept, long version) {
    try {
      return snapshot(id, kept).version() >= version;
    } catch (JournalException e) {
      LOG.warn("A snapshot is replaced because it cannot be read", e);
      return false;
    }
  }

  private Snapshot snapshot(PersistenceId id, StoredMessage message) {
    StoredSnapshot stored;
    try {
      stored = StoredSnapshot.decode(message.data());
    } catch (IllegalArgumentException e) {
      throw new JournalException(
          "Message %d of stream %s is not a snapshot of %s: %s"
              .formatted(message.sequence(), stream, id, e.getMessage()),
          e);
    }
    if (!stored.id().equals(id)) {
      throw new JournalException(
          "Message %d of stream %s belongs to %s, not to %s"
              .formatted(message.sequence(), stream, stored.id(), id),
          null);
    }
    return stored.snapshot();
  }

  /// Does nothing: the connection is the caller's to close.
  @Override
  public void close() {}
}
