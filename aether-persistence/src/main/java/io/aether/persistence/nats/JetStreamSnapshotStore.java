package io.aether.persistence.nats;

import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
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

/// Snapshots in a JetStream stream that keeps the last message of each subject: `AETHER_S_<name>`,
/// with subjects `aether.s.<name>.<type>.<slice>.<id>`. Thread-safe.
@Experimental
public final class JetStreamSnapshotStore implements SnapshotStore {

  private static final Logger LOG = LoggerFactory.getLogger(JetStreamSnapshotStore.class);

  /// In each round that is lost, another save has won.
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
        new JetStreamClient(client, settings),
        Subjects.snapshots(name),
        Streams.snapshotsName(name));
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
          // Another save was faster; read again.
        }
        case Published.Refused(String reason) ->
            throw new JournalException(
                "The snapshot of %s was not saved: %s".formatted(id, reason), null);
        case Published.Unanswered(Throwable cause) ->
            throw new JournalException(
                "Whether the snapshot of " + id + " was saved is unknown", cause);
      }
    }
    throw new JournalException(
        "The snapshot of %s was not saved: other writers saved theirs %d times meanwhile"
            .formatted(id, MAX_ROUNDS),
        null);
  }

  /// A snapshot that cannot be read is useless, so a new one replaces it.
  private static boolean isAtLeast(PersistenceId id, StoredMessage kept, long version) {
    try {
      return snapshot(id, kept).version() >= version;
    } catch (JournalException e) {
      LOG.warn("{}: the snapshot cannot be read and is replaced", id, e);
      return false;
    }
  }

  private static Snapshot snapshot(PersistenceId id, StoredMessage message) {
    return message.decode(id, "snapshot", StoredSnapshot::decode, StoredSnapshot::id).snapshot();
  }

  /// Closes the connection if it was opened by this snapshot store. Idempotent.
  @Override
  public void close() {
    client.close();
  }
}
