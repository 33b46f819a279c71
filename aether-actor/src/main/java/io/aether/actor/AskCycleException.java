package io.aether.actor;

import java.util.List;
import java.util.stream.Collectors;

/// The ask would have closed a cycle of actors that wait for each other. Nothing was sent. Thrown
/// only if [ActorSystemConfig#askCycles()] says so.
public final class AskCycleException extends AskException {
  private static final long serialVersionUID = 1;

  private final transient List<ActorPath> cycle;

  public AskCycleException(ActorPath target, Class<?> request, List<ActorPath> cycle) {
    super(
        "An ask with a %s closes a cycle: %s; unless one of them answers before it asks, none goes on"
            .formatted(request.getSimpleName(), words(cycle)),
        null,
        target,
        request);
    this.cycle = cycle;
  }

  /// {@return who waits for whom, beginning and ending with the actor that asks}
  public List<ActorPath> cycle() {
    return cycle;
  }

  private static String words(List<ActorPath> cycle) {
    return cycle.stream().map(ActorPath::toString).collect(Collectors.joining(" waits for "));
  }
}
