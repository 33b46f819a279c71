package io.aether.cluster.membership;

import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// For how long each entry of the store has kept its revision, by this node's own clock.
///
/// That is the only way in which nodes judge each other: no clock is compared with another, and no
/// time is counted in which this node could not have seen a renewal.
final class RevisionWatch {

  private final long maxGapNanos;

  /// Never walked where the order would matter.
  private final Map<String, Seen> byKey = new HashMap<>();

  private long lastRoundNanos;

  private record Seen(long revision, long sinceNanos) {}

  /// @param maxGap after a longer time without a round all counting begins anew
  RevisionWatch(Duration maxGap, long now) {
    this.maxGapNanos = Nanos.of(maxGap);
    this.lastRoundNanos = now;
  }

  /// {@return a key that has an older revision than it was already seen with: its store has
  /// answered with old data, or has lost some}
  Optional<String> outdated(Map<String, Long> revisions) {
    return byKey.entrySet().stream()
        .filter(it -> revisions.getOrDefault(it.getKey(), 0L) < it.getValue().revision)
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  /// All entries were read, and the last answer arrived at `now`.
  void round(Map<String, Long> revisions, long now) {
    boolean gap = now - lastRoundNanos > maxGapNanos;
    lastRoundNanos = now;
    revisions.forEach((key, revision) -> {
      Seen seen = byKey.get(key);
      if (gap || seen == null || seen.revision != revision) {
        byKey.put(key, new Seen(revision, now));
      }
    });
  }

  /// This node has itself written the entry.
  void written(String key, long revision, long now) {
    byKey.put(key, new Seen(revision, now));
  }

  /// {@return whether the revision seen last has been there for `period`}
  boolean isStill(String key, Duration period, long now) {
    Seen seen = byKey.get(key);
    return seen != null && now - seen.sinceNanos >= Nanos.of(period);
  }
}
