package io.aether.persistence.nats;

import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;

/// The configurations of the streams of journals and snapshot stores.
final class Streams {

  private static final int MANY_CONSUMERS = 100_000; // 2.15 would stop at 1,000
  private static final Duration DUPLICATE_WINDOW = Duration.ofMinutes(1);

  private Streams() {}

  /// {@return the configuration of a stream that keeps all messages}
  static StreamConfiguration journal(String name, JetStreamSettings settings) {
    return stream(journalName(name), Subjects.journal(name), settings)
        .discardPolicy(DiscardPolicy.New)
        .denyDelete(true)
        .build();
  }

  static String journalName(String name) {
    return "AETHER_J_" + name;
  }

  /// {@return the configuration of a stream that keeps the last message of each subject}
  static StreamConfiguration snapshots(String name, JetStreamSettings settings) {
    return stream(snapshotsName(name), Subjects.snapshots(name), settings)
        .maxMessagesPerSubject(1)
        .build();
  }

  static String snapshotsName(String name) {
    return "AETHER_S_" + name;
  }

  private static StreamConfiguration.Builder stream(
      String stream, Subjects subjects, JetStreamSettings settings) {
    return StreamConfiguration.builder()
        .name(stream)
        .subjects(subjects.all())
        .storageType(StorageType.File)
        .retentionPolicy(RetentionPolicy.Limits)
        .replicas(settings.replicas())
        .allowDirect(true)
        .maxConsumers(MANY_CONSUMERS)
        .duplicateWindow(DUPLICATE_WINDOW);
  }
}
