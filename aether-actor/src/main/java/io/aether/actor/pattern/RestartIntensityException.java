package io.aether.actor.pattern;

import io.aether.actor.ActorPath;

/// A supervisor gave up: its children failed more often than it restarts them.
public final class RestartIntensityException extends RuntimeException {

  private static final long serialVersionUID = 1;

  RestartIntensityException(
      ActorPath supervisor, String child, Supervisor.Intensity intensity, Throwable cause) {
    super(
        "%s restarts its children %d times within %s, and '%s' has failed once more"
            .formatted(supervisor, intensity.restarts(), intensity.period(), child),
        cause);
  }
}
