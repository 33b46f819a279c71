package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.spi.SafeText;

/// Watches actors, so that they can be removed when they have stopped.
final class Watching {

  private Watching() {}

  /// Watches `ref` if it can be watched. The ref of a sharded entity cannot: an entity is started
  /// again whenever it is needed, so it never ends.
  static void begin(ActorContext<?> context, ActorRef<?> ref) {
    try {
      context.watch(ref);
    } catch (RuntimeException refusal) {
      context
          .log()
          .debug(
              "{} cannot watch {} and keeps it until it is removed",
              context.self(),
              ref,
              SafeText.printable(refusal));
    }
  }
}
