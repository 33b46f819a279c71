package io.aether.cluster.nats;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;

/// How a transport uses NATS. Immutable; each `with` returns a copy.
///
/// @param maxPendingFrames how many frames may wait to be received; further ones are dropped
/// @param maxPendingBytes how many bytes may wait to be received, and as many to be sent
/// @param subscribeTimeout how long the server may take to confirm the subscription of this node
@Experimental
public record NatsTransportSettings(
    long maxPendingFrames, long maxPendingBytes, Duration subscribeTimeout) {

  public NatsTransportSettings {
    if (!subscribeTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "subscribeTimeout must be positive, but was: " + subscribeTimeout);
    }
    if (maxPendingFrames < 1 || maxPendingBytes < 1) {
      throw new IllegalArgumentException(
          "maxPendingFrames and maxPendingBytes must be at least 1, but were: %d, %d"
              .formatted(maxPendingFrames, maxPendingBytes));
    }
  }

  /// {@return 65,536 frames, 64 MiB, 5 seconds}
  public static NatsTransportSettings defaults() {
    return new NatsTransportSettings(65_536, 64L << 20, Duration.ofSeconds(5));
  }

  public NatsTransportSettings withSubscribeTimeout(Duration timeout) {
    return new NatsTransportSettings(maxPendingFrames, maxPendingBytes, timeout);
  }

  public NatsTransportSettings withMaxPendingFrames(long frames) {
    return new NatsTransportSettings(frames, maxPendingBytes, subscribeTimeout);
  }

  public NatsTransportSettings withMaxPendingBytes(long bytes) {
    return new NatsTransportSettings(maxPendingFrames, bytes, subscribeTimeout);
  }
}
