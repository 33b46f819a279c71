package io.aether.testkit.report;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.Runner;
import java.util.Optional;

/// Finds out which actor runs on the calling thread, to name it as a sender.
public final class RunningActor {

  private RunningActor() {}

  /// {@return the actor that runs on the calling thread, if there is one}
  public static Optional<ActorRef<?>> find() {
    Runner runner = Runner.current();
    return runner != null && runner.running() instanceof ActorRef<?> actor
        ? Optional.of(actor)
        : Optional.empty();
  }

  /// {@return the path of the actor that runs on the calling thread, or `other` if there is none}
  public static String pathOr(String other) {
    return find().map(actor -> actor.path().value()).orElse(other);
  }
}
