package io.aether.actor.pattern;

import io.aether.actor.ActorPath;
import io.aether.actor.annotation.Stable;

/// Thrown by a supervisor whose children have failed more often than its [Supervisor.Intensity]
/// allows.
@Stable
public final class RestartIntensityException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RestartIntensityException(
      ActorPath supervisor, String child, Supervisor.Intensity intensity, Throwable cause) {
    super(
        "%s restarts its children at most %d times within %s, but '%s' has failed again"
            .formatted(supervisor, intensity.restarts(), intensity.period(), child),
        cause);
  }
}
