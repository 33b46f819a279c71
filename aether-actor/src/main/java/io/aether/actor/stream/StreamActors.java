package io.aether.actor.stream;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the actors of a stream, and watches their targets.
final class StreamActors {

  private static final Logger LOG = LoggerFactory.getLogger("io.aether.actor.stream");

  private StreamActors() {}

  /// Starts an actor, and requires that `where` has done so.
  static <C> ActorRef<C> spawn(Spawner where, Behavior<C> behavior) {
    Objects.requireNonNull(where, "where");
    return Objects.requireNonNull(
        where.spawn(behavior), "the Spawner returned null; use context::spawn or system::spawn");
  }

  /// Watches `target` if it can be watched. Sharded entities and routers cannot; a stream does not
  /// notice their end.
  static void watchIfPossible(ActorContext<?> context, ActorRef<?> target) {
    try {
      context.watch(target);
    } catch (IllegalArgumentException unwatchable) {
      LOG.debug("{}: does not watch {}", context.self().path(), target.path(), unwatchable);
    }
  }
}
