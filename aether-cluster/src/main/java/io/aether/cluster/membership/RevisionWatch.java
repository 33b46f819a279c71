package io.aether.cluster.membership;

import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Measures for how long each entry of the store has kept its revision, by this node's own clock.
///
/// Nodes judge each other only by this: no clock is compared with another, and time in which this
/// node could not have seen a renewal does not count.
final class RevisionWatch {

  private final long maxGapNanos;

  /// Never iterated where the order would matter.
  private final Map<String, Seen> byKey = new HashMap<>();

  private long lastRoundNanos;

  private record Seen(long revision, long sinceNanos) {}

  /// @param maxGap after a longer time without a round, all measuring starts again
  RevisionWatch(Duration maxGap, long now) {
    this.maxGapNanos = Nanos.of(maxGap);
    this.lastRoundNanos = now;
  }

  /// {@return a key with an older revision than seen before, if there is one: the store has
  /// answered with old data, or has lost data}
  Optional<String> outdated(Map<String, Long> revisions) {
    return byKey.entrySet().stream()
        .filter(it -> revisions.getOrDefault(it.getKey(), 0L) < it.getValue().revision)
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  /// Records a reading of all entries, whose last answer arrived at `now`.
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

  /// Records that this node has written the entry itself.
  void written(String key, long revision, long now) {
    byKey.put(key, new Seen(revision, now));
  }

  /// {@return whether the entry has kept its revision for `period`}
  boolean isStill(String key, Duration period, long now) {
    Seen seen = byKey.get(key);
    return seen != null && now - seen.sinceNanos >= Nanos.of(period);
  }
}
