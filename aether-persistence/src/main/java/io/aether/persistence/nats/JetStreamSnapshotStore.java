package io.aether.persistence.nats;

import io.aether.actor.ActorSystem;
import io.aether.nats.NatsClient;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsSettings;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.SnapshotStore;
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

  /// Opens the snapshot store of a name with default settings; see [#open(ActorSystem,
  /// NatsSettings, String, UnaryOperator)].
  public static JetStreamSnapshotStore open(ActorSystem system, NatsSettings nats, String name) {
    return open(system, nats, name, UnaryOperator.identity());
  }

  /// Opens the snapshot store of a name, and creates its stream if it is absent. Blocks. Closed
  /// with the actor system, after its actors have stopped; [#close] closes it earlier.
  ///
  /// @param name all nodes that use the same name share the data; 1 to 64 letters, digits, '_' and
  ///   '-'
  /// @param configure changes the default settings
  /// @throws IllegalArgumentException if the name or a setting is invalid
  /// @throws NatsOpenException if no server can be reached, it refuses the credentials, has no
  ///   JetStream, or is older than 2.10.23, or if the stream exists with a configuration that was
  ///   made for something else; the message says what to do
  public static JetStreamSnapshotStore open(
      ActorSystem system,
      NatsSettings nats,
      String name,
      UnaryOperator<JetStreamSettings> configure) {
    JetStreamSettings settings = configure.apply(JetStreamSettings.defaults());
    NatsClient client =
        NatsClient.open(
            system,
            nats,
            "snapshot store",
            name,
            _ -> Streams.snapshots(name, settings),
            settings.requestTimeout());
    return new JetStreamSnapshotStore(
        new JetStreamClient(client, settings), Subjects.snapshots(name), Streams.snapshotsName(name));
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
  private static boolean isAtLeast(PersistenceId id, StoredMessage kept, long version) {
    try {
      return snapshot(id, kept).version() >= version;
    } catch (JournalException e) {
      LOG.warn("A snapshot is replaced because it cannot be read", e);
      return false;
    }
  }

  private static Snapshot snapshot(PersistenceId id, StoredMessage message) {
    return message
        .decode(id, "snapshot", StoredSnapshot::decode, StoredSnapshot::id)
        .snapshot();
  }

  /// Closes the connection if it was opened by this snapshot store. Idempotent.
  @Override
  public void close() {
    client.close();
  }
}
