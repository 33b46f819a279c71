package io.aether.cluster;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;

/// How long a node may be silent. All periods are measured by each node's own monotonic clock.
///
/// @param renewEvery how often a node renews its lease
/// @param fenceAfter a node that has not renewed for this long stops acting for its shards
/// @param takeOverAfter other nodes may take over when a lease has not been renewed for this long;
///   must exceed `fenceAfter` by more than clocks may drift apart, at least by a fifth
@Experimental
public record LeaseSettings(Duration renewEvery, Duration fenceAfter, Duration takeOverAfter) {

  public LeaseSettings {
    if (!renewEvery.isPositive()
        || fenceAfter.compareTo(renewEvery.multipliedBy(2)) < 0
        || takeOverAfter.multipliedBy(5).compareTo(fenceAfter.multipliedBy(6)) < 0) {
      throw new IllegalArgumentException(
          ("Expected renewEvery > 0, fenceAfter >= 2 * renewEvery and takeOverAfter >= 1.2 *"
                  + " fenceAfter, but they were: %s, %s, %s")
              .formatted(renewEvery, fenceAfter, takeOverAfter));
    }
  }

  /// For a control store on a single server.
  public static LeaseSettings singleServer() {
    return new LeaseSettings(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(6));
  }

  /// For a control store that is itself a cluster, whose leader may take eight seconds to be
  /// replaced.
  public static LeaseSettings clusteredServers() {
    return new LeaseSettings(Duration.ofSeconds(2), Duration.ofSeconds(15), Duration.ofSeconds(20));
  }

  /// For several nodes in one JVM.
  public static LeaseSettings embedded() {
    return new LeaseSettings(
        Duration.ofMillis(200), Duration.ofMillis(1000), Duration.ofMillis(1500));
  }
}
