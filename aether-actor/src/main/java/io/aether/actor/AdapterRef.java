package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;
import java.util.function.Function;

/// A second address of an actor, for messages of another protocol. See
/// [ActorContext#messageAdapter].
final class AdapterRef<O> extends AbstractRef<O> {

  private final ActorCell<?> owner;
  private final Function<? super O, ?> adapter;

  AdapterRef(ActorCell<?> owner, Function<? super O, ?> adapter) {
    this.owner = owner;
    this.adapter = adapter;
  }

  ActorCell<?> owner() {
    return owner;
  }

  @Override
  public void tell(O message) {
    owner.enqueue(InBand.Adapted.sent(adapter, Objects.requireNonNull(message, "message")));
  }

  /// Sends `message` as the request of `promise`.
  void ask(O message, Promise<?> promise) {
    owner.enqueue(
        InBand.Adapted.asked(adapter, Objects.requireNonNull(message, "message"), promise));
  }

  @Override
  public boolean offer(O message) {
    return owner.offerMail(
        InBand.Adapted.sent(adapter, Objects.requireNonNull(message, "message")));
  }

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Watch(var watcher) ->
          owner.push(new Control.Watch(new Watcher(AbstractRef.of(watcher), this)));
      case SystemMessage.Unwatch(var watcher) ->
          owner.push(new Control.Unwatch(new Watcher(AbstractRef.of(watcher), this)));
      case SystemMessage.Stop _, SystemMessage.Notify _ -> owner.send(message);
    }
  }

  @Override
  public ActorPath path() {
    return owner.path().child("$adapter");
  }

  @Override
  public ActorSystem system() {
    return owner.system();
  }
}
