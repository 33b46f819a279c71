package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A second address of an actor, for messages of another protocol. See
/// [ActorContext#messageAdapter].
final class AdapterRef<O> extends AbstractRef<O> {

  /// Replaces the function once the owner has stopped.
  private static final Function<@Nullable Object, @Nullable Object> ENDED = _ -> null;

  private final ActorCell<?> owner;

  /// Written by the owner's activation when it has stopped, after which no message is translated;
  /// so a sender may read either value.
  private Function<? super O, ?> adapter;

  /// Whether other nodes must not find this ref. Written and read by the owner's activation.
  private boolean withdrawn;

  AdapterRef(ActorCell<?> owner, Function<? super O, ?> adapter) {
    this.owner = owner;
    this.adapter = adapter;
  }

  boolean translatesWith(Function<?, ?> function) {
    return adapter == function;
  }

  /// Called when the owner has stopped.
  void end() {
    adapter = ENDED;
  }

  void withdraw() {
    withdrawn = true;
  }

  boolean isWithdrawn() {
    return withdrawn;
  }

  ActorCell<?> owner() {
    return owner;
  }

  @SuppressWarnings("unchecked") // the function receives the messages sent to this ref
  Function<Object, ?> adapter() {
    return (Function<Object, ?>) (Function<?, ?>) adapter;
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
  public LocalActorSystem system() {
    return owner.system();
  }
}
