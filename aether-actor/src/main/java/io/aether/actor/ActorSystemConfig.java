package io.aether.actor;

import io.aether.actor.runtime.StandardEnvironment;
import io.aether.actor.spi.Environment;
import java.time.Duration;

/// The parts of an actor system that can be exchanged. Immutable; each `with` returns a copy.
///
/// @param environment threads, time and randomness
/// @param closeTimeout how long [ActorSystem#close] waits for actors to stop
/// @param loggedDeadLetters how many dead letters are logged before only counting goes on
public record ActorSystemConfig(
    Environment environment, Duration closeTimeout, int loggedDeadLetters) {

  public ActorSystemConfig {
    if (!closeTimeout.isPositive()) {
      throw new IllegalArgumentException("closeTimeout is positive, but was: " + closeTimeout);
    }
    if (loggedDeadLetters < 0) {
      throw new IllegalArgumentException(
          "loggedDeadLetters is a number of lines, but was: " + loggedDeadLetters);
    }
  }

  /// {@return worker virtual threads, real time, a minute to close}
  public static ActorSystemConfig defaults() {
    return new ActorSystemConfig(StandardEnvironment.instance(), Duration.ofMinutes(1), 10);
  }

  public ActorSystemConfig withEnvironment(Environment environment) {
    return new ActorSystemConfig(environment, closeTimeout, loggedDeadLetters);
  }

  public ActorSystemConfig withCloseTimeout(Duration closeTimeout) {
    return new ActorSystemConfig(environment, closeTimeout, loggedDeadLetters);
  }

  public ActorSystemConfig withLoggedDeadLetters(int loggedDeadLetters) {
    return new ActorSystemConfig(environment, closeTimeout, loggedDeadLetters);
  }
}
