package io.aether.cluster.nats;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;

/// How a control store uses JetStream. Immutable; each `with` returns a copy.
///
/// @param replicas the number of servers that keep the store; used when it is created
/// @param requestTimeout how long the store waits for an answer of the server; well below the time
///   after which a node is fenced
@Experimental
public record ControlStoreSettings(int replicas, Duration requestTimeout) {

  public ControlStoreSettings {
    if (replicas < 1 || replicas > 5) {
      throw new IllegalArgumentException("replicas must be 1 to 5, but was: " + replicas);
    }
    if (!requestTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "requestTimeout must be positive, but was: " + requestTimeout);
    }
  }

  /// {@return one replica, two seconds}
  public static ControlStoreSettings defaults() {
    return new ControlStoreSettings(1, Duration.ofSeconds(2));
  }

  public ControlStoreSettings withReplicas(int replicas) {
    return new ControlStoreSettings(replicas, requestTimeout);
  }

  public ControlStoreSettings withRequestTimeout(Duration timeout) {
    return new ControlStoreSettings(replicas, timeout);
  }
}
