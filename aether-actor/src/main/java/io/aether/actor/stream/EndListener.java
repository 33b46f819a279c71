package io.aether.actor.stream;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;

/// Hears of the end of an actor, also of one that never came to start.
final class EndListener extends AbstractRef<Object> {

  private final AbstractRef<?> watched;
  private final Runnable onEnd;

  private EndListener(AbstractRef<?> watched, Runnable onEnd) {
    this.watched = watched;
    this.onEnd = onEnd;
  }

  /// Calls `onEnd` once the actor of `ref` has stopped, when it does nothing any more.
  static void listen(ActorRef<?> ref, Runnable onEnd) {
    AbstractRef<?> watched = AbstractRef.of(ref);
    watched.send(new SystemMessage.Watch(new EndListener(watched, onEnd)));
  }

  @Override
  public void send(SystemMessage message) {
    if (message instanceof SystemMessage.Notify) {
      onEnd.run();
    }
  }

  @Override
  public void tell(Object message) {
    system().spi().deadLetter(message, path(), DeadLetter.Reason.UNHANDLED);
  }

  @Override
  public ActorPath path() {
    return watched.path().child("$end");
  }

  @Override
  public ActorSystem system() {
    return watched.system();
  }
}
