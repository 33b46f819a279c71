package io.aether.actor;

import io.aether.actor.spi.SafeText;
import java.util.List;

/// The ask would have closed a cycle of actors that wait for each other. Nothing was sent. Thrown
/// only if [ActorSystemConfig#askCycles()] says so.
public final class AskCycleException extends AskException {
  private static final long serialVersionUID = 1;

  private final transient List<ActorPath> cycle;

  AskCycleException(ActorPath target, Class<?> request, List<ActorPath> cycle) {
    super(
        "An ask with a %s closes a cycle: %s; unless one of them answers before it asks, none goes on"
            .formatted(SafeText.simpleName(request), AskChain.words(cycle)),
        null,
        target,
        request);
    this.cycle = cycle;
  }

  /// {@return who waits for whom, beginning and ending with the actor that asks}
  public List<ActorPath> cycle() {
    return cycle;
  }
}
