package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.OwnedDispatcher;
import java.util.HashMap;
import java.util.Map;

/// The pools of one system, which are the only dispatchers that have to be closed. Thread-safe.
final class Dispatchers {

  private record Pool(OwnedDispatcher threads, int count) {}

  private final String system;
  private final Environment environment;

  // Guarded by this.
  private final Map<String, Pool> pools = new HashMap<>(); // iteration order is irrelevant
  private boolean closed;

  Dispatchers(String system, Environment environment) {
    this.system = system;
    this.environment = environment;
  }

  Dispatcher callers() {
    return environment.callers();
  }

  OwnedDispatcher pinned(ActorPath actor, boolean platform) {
    return environment.threads(actor.toString(), 1, platform);
  }

  /// @throws IllegalArgumentException if there is a pool of this name with another size
  synchronized Dispatcher pool(Threads.Pool wanted) {
    if (closed) {
      return environment.dispatcher();
    }
    Pool pool =
        pools.computeIfAbsent(
            wanted.name(),
            name ->
                new Pool(
                    environment.threads(
                        system + "-" + name, wanted.threads(), /* platform= */ true),
                    wanted.threads()));
    if (pool.count != wanted.threads()) {
      throw new IllegalArgumentException(
          "Pool '%s' of '%s' has %d threads, but was requested with %d; request the same number"
              .formatted(wanted.name(), system, pool.count, wanted.threads()));
    }
    return pool.threads;
  }

  /// Ends all threads.
  synchronized void close() {
    closed = true;
    pools.values().forEach(pool -> pool.threads.close());
  }
}
