package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.concurrent.CompletableFuture;

/// Watches a local actor for a thread that runs no actor. Thread-safe.
final class EndNotice extends AbstractRef<Object> {

  private static final ActorPath PATH = new ActorPath("/testkit/end-notice");

  private final ActorSystem system;
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  private EndNotice(ActorSystem system) {
    this.system = system;
  }

  /// {@return a future that completes with true when the actor of `ref` has stopped}
  static CompletableFuture<Boolean> watching(ActorRef<?> ref) {
    AbstractRef<?> watched = AbstractRef.of(ref);
    EndNotice notice = new EndNotice(watched.system());
    watched.send(new SystemMessage.Watch(notice));
    return notice.ended;
  }

  @Override
  public void send(SystemMessage message) {
    if (message instanceof SystemMessage.Notify) {
      ended.complete(true);
    }
  }

  @Override
  public void tell(Object message) {
    system.spi().deadLetter(message, PATH, DeadLetter.Reason.UNHANDLED);
  }

  @Override
  public ActorPath path() {
    return PATH;
  }

  @Override
  public ActorSystem system() {
    return system;
  }
}
