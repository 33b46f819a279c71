package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;

/// See [ActorSystem#ignoreRef()].
final class IgnoreRef extends AbstractRef<Object> {

  private static final ActorPath PATH = ActorPath.ROOT.child("ignore");

  private final LocalActorSystem system;

  IgnoreRef(LocalActorSystem system) {
    this.system = system;
  }

  @Override
  public void tell(Object message) {
    Objects.requireNonNull(message, "message");
  }

  @Override
  public void send(SystemMessage message) {} // it never stops, so no watcher is ever notified

  @Override
  public ActorPath path() {
    return PATH;
  }

  @Override
  public LocalActorSystem system() {
    return system;
  }
}
