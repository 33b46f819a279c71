package io.aether.actor.spi;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;

/// The one door to implementing [ActorRef]: local actors, remote refs, shard entities.
///
/// Implementations are safe for use by any thread. `send` does not block, nor does `tell`, unless
/// its actor was given a [io.aether.actor.Mailbox] that does.
///
/// @param <M> the messages the actor accepts
public abstract non-sealed class AbstractRef<M> implements ActorRef<M> {

  /// For implementations.
  protected AbstractRef() {}

  /// {@return the SPI view of `ref`; every ref is one}
  public static <M> AbstractRef<M> of(ActorRef<M> ref) {
    return (AbstractRef<M>) ref;
  }

  /// Delivers one of the runtime's own messages.
  public abstract void send(SystemMessage message);

  /// {@return the system on this node, wherever the target is}
  public abstract ActorSystem system();

  @Override
  public String toString() {
    return "ActorRef[" + path() + "]";
  }
}
