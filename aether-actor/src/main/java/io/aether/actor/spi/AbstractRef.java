package io.aether.actor.spi;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;

/// The base class of all implementations of [ActorRef]: local actors, remote refs, shard entities.
///
/// Implementations are safe for use by any thread. `send` does not block. `tell` does not block
/// either, unless its actor has a [io.aether.actor.Mailbox] that blocks senders.
///
/// @param <M> the messages the actor accepts
@Experimental
public abstract non-sealed class AbstractRef<M> implements ActorRef<M> {

  /// For implementations.
  protected AbstractRef() {}

  /// {@return `ref` as an `AbstractRef`, which every ref is}
  public static <M> AbstractRef<M> of(ActorRef<M> ref) {
    return (AbstractRef<M>) ref;
  }

  /// Delivers one of the runtime's own messages.
  public abstract void send(SystemMessage message);

  /// {@return the system on this node, even if the target is on another node}
  public abstract ActorSystem system();

  @Override
  public String toString() {
    return "ActorRef[" + path() + "]";
  }
}
