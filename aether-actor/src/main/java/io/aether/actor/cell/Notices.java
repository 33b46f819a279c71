package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;

/// Sends what several refs have to hear of: one that fails, because it is remote or somebody
/// else's, must not keep the others from it.
final class Notices {

  private Notices() {}

  static void send(ActorRef<?> sender, AbstractRef<?> to, SystemMessage message) {
    try {
      to.send(message);
    } catch (Throwable failure) {
      FailureLog.error(sender, "could not tell " + to.path() + " of an end", failure);
    }
  }
}
