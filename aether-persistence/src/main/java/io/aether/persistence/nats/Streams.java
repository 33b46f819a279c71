package io.aether.persistence.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The streams of stores: creates what is absent, and refuses what would lose data.
final class Streams {

  /// Older ones can forget a whole stream after a crash.
  private static final String OLDEST_SERVER = "2.10.23";

  private static final int STREAM_NOT_FOUND = 10059;
  private static final int STREAM_NAME_IN_USE = 10058;
  private static final int MANY_CONSUMERS = 100_000; // 2.15 would stop at 1,000
  private static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(1);

  private Streams() {}

  /// A stream that keeps everything.
  static StreamConfiguration journal(Subjects subjects, JetStreamSettings settings) {
    return stream("AETHER_J_", subjects, settings)
        .discardPolicy(DiscardPolicy.New)
        .denyDelete(true)
        .build();
  }

  /// A stream that keeps the last message of each subject.
  static StreamConfiguration snapshots(Subjects subjects, JetStreamSettings settings) {
    return stream("AETHER_S_", subjects, settings).maxMessagesPerSubject(1).build();
  }

  private static StreamConfiguration.Builder stream(
      String prefix, Subjects subjects, JetStreamSettings settings) {
    return StreamConfiguration.builder()
        .name(prefix + subjects.namespace())
        .subjects(subjects.all())
        .storageType(StorageType.File)
        .retentionPolicy(RetentionPolicy.Limits)
        .replicas(settings.replicas())
        .allowDirect(true)
        .maxConsumers(MANY_CONSUMERS)
        .duplicateWindow(DUPLICATE_WINDOW);
  }

  /// @throws IllegalStateException if the server is too old, or has a stream of this name that is
  ///   made for something else
  static void ensure(JetStreamClient client, StreamConfiguration wanted, JetStreamSettings settings)
      throws IOException, JetStreamApiException {
    Connection connection = client.connection();
    if (!connection.getServerInfo().isSameOrNewerThanVersion(OLDEST_SERVER)) {
      throw new IllegalStateException(
          "Aether stores events on nats-server %s or newer, but %s is %s"
              .formatted(
                  OLDEST_SERVER,
                  connection.getConnectedUrl(),
                  connection.getServerInfo().getVersion()));
    }
    StreamInfo existing;
    try {
      existing =
          client.blocking(
              "aether-stream-" + wanted.getName(), () -> find(connection, wanted, settings));
    } catch (IOException | JetStreamApiException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("Stream " + wanted.getName() + " cannot be had", e);
    }
    check(existing.getConfiguration(), wanted);
  }

  private static StreamInfo find(
      Connection connection, StreamConfiguration wanted, JetStreamSettings settings)
      throws IOException, JetStreamApiException {
    JetStreamManagement management =
        connection.jetStreamManagement(
            JetStreamOptions.builder().requestTimeout(settings.requestTimeout()).build());
    try {
      return management.getStreamInfo(wanted.getName());
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != STREAM_NOT_FOUND) {
        throw e;
      }
    }
    try {
      return management.addStream(wanted);
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() != STREAM_NAME_IN_USE) {
        throw e;
      }
      return management.getStreamInfo(wanted.getName()); // another node was quicker
    }
  }

  private static void check(StreamConfiguration found, StreamConfiguration wanted) {
    List<String> wrong = new ArrayList<>();
    expect(wrong, "subjects", wanted.getSubjects(), found.getSubjects());
    expect(wrong, "retention", wanted.getRetentionPolicy(), found.getRetentionPolicy());
    expect(wrong, "max_age", wanted.getMaxAge(), found.getMaxAge());
    expect(wrong, "deny_delete", wanted.getDenyDelete(), found.getDenyDelete());
    expect(
        wrong, "max_msgs_per_subject", wanted.getMaxMsgsPerSubject(), found.getMaxMsgsPerSubject());
    expect(wrong, "discard", wanted.getDiscardPolicy(), found.getDiscardPolicy());
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(
          ("Stream %s exists, but not as one that Aether can store in: %s."
                  + " Correct it, or choose another namespace")
              .formatted(wanted.getName(), String.join(", ", wrong)));
    }
  }

  private static void expect(
      List<String> wrong, String setting, @Nullable Object wanted, @Nullable Object found) {
    if (!Objects.equals(wanted, found)) {
      wrong.add("%s is %s instead of %s".formatted(setting, found, wanted));
    }
  }
}
