package io.aether.persistence.nats;

import java.time.Duration;

/// How a journal or a snapshot store uses JetStream. Immutable; each `with` returns a copy.
///
/// @param replicas on how many servers a stream is kept; used when the stream is created
/// @param requestTimeout how long an answer of the server is waited for. A replicated stream that
///   lost its leader answers nothing until it has elected another, which takes about 5 seconds;
///   requests sent meanwhile run into this timeout. The outcome of such an append is unknown at
///   first and is then looked up, which a shorter timeout lets begin earlier
/// @param maxInFlight how many appends, and as many reads, are under way at once; further ones wait
public record JetStreamSettings(int replicas, Duration requestTimeout, int maxInFlight) {

  public JetStreamSettings {
    if (replicas < 1 || replicas > 5) {
      throw new IllegalArgumentException("replicas is 1 to 5, but was: " + replicas);
    }
    if (!requestTimeout.isPositive()) {
      throw new IllegalArgumentException("requestTimeout is positive, but was: " + requestTimeout);
    }
    if (maxInFlight < 1) {
      throw new IllegalArgumentException("maxInFlight is at least 1, but was: " + maxInFlight);
    }
  }

  /// {@return one replica, 5 seconds, 512 in flight}
  public static JetStreamSettings defaults() {
    return new JetStreamSettings(1, Duration.ofSeconds(5), 512);
  }

  public JetStreamSettings withReplicas(int replicas) {
    return new JetStreamSettings(replicas, requestTimeout, maxInFlight);
  }

  public JetStreamSettings withRequestTimeout(Duration timeout) {
    return new JetStreamSettings(replicas, timeout, maxInFlight);
  }

  public JetStreamSettings withMaxInFlight(int requests) {
    return new JetStreamSettings(replicas, requestTimeout, requests);
  }
}
