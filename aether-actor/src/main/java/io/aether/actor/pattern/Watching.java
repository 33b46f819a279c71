package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.spi.SafeText;

/// Watches actors in order to forget them when they have ended.
final class Watching {

  private Watching() {}

  /// Watches `ref`, unless it refuses: the ref of a sharded entity does, because an entity comes
  /// back whenever it is needed, so that it never ends.
  static void begin(ActorContext<?> context, ActorRef<?> ref) {
    try {
      context.watch(ref);
    } catch (RuntimeException refusal) {
      context
          .log()
          .debug(
              "{} keeps {} until it is told otherwise",
              context.self(),
              ref,
              SafeText.printable(refusal));
    }
  }
}
