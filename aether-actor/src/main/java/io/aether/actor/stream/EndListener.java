package io.aether.actor.stream;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Is notified when an actor stops, including an actor that never started.
final class EndListener extends AbstractRef<Object> {

  private final AbstractRef<?> watched;

  /// Cleared when it is called, because a stopped actor references this listener as long as the
  /// actor itself is reachable. Written and read only by the thread that ends the actor.
  private volatile @Nullable Runnable onEnd;

  private EndListener(AbstractRef<?> watched, Runnable onEnd) {
    this.watched = watched;
    this.onEnd = Objects.requireNonNull(onEnd);
  }

  /// Calls `onEnd` once the actor of `ref` has stopped completely.
  static void listen(ActorRef<?> ref, Runnable onEnd) {
    AbstractRef<?> watched = AbstractRef.of(ref);
    watched.send(new SystemMessage.Watch(new EndListener(watched, onEnd)));
  }

  @Override
  public void send(SystemMessage message) {
    Runnable listener = onEnd;
    if (message instanceof SystemMessage.Notify && listener != null) {
      onEnd = null;
      listener.run();
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
