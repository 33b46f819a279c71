package io.aether.persistence.nats;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;

/// How a journal or a snapshot store uses JetStream. Immutable; each `with` returns a copy.
///
/// @param replicas the number of servers that keep a stream; used when it is created
/// @param maxInFlight the number of appends, and of reads, in flight at once; further ones wait
/// @param requestTimeout how long to wait for an answer of the server. If it is shorter than a
///   stream needs to elect a leader (about 5 s), appends at that time have an unknown outcome at
///   first
@Experimental
public record JetStreamSettings(int replicas, int maxInFlight, Duration requestTimeout) {

  public JetStreamSettings {
    if (replicas < 1 || replicas > 5) {
      throw new IllegalArgumentException("replicas must be 1 to 5, but was: " + replicas);
    }
    if (!requestTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "requestTimeout must be positive, but was: " + requestTimeout);
    }
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight must be at least 1, but was: " + maxInFlight);
    }
  }

  /// {@return one replica, 512 in flight, 5 seconds}
  public static JetStreamSettings defaults() {
    return new JetStreamSettings(1, 512, Duration.ofSeconds(5));
  }

  public JetStreamSettings withReplicas(int replicas) {
    return new JetStreamSettings(replicas, maxInFlight, requestTimeout);
  }

  public JetStreamSettings withRequestTimeout(Duration timeout) {
    return new JetStreamSettings(replicas, maxInFlight, timeout);
  }

  public JetStreamSettings withMaxInFlight(int requests) {
    return new JetStreamSettings(replicas, requests, requestTimeout);
  }
}
