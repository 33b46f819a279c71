package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StashBuffer;
import io.aether.actor.pattern.Receptionist.Listing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Routes to the actors that are registered under a key. See [Routers#group]. Its public type is
/// `M`; it also handles the listings of the receptionist, wrapped in a private type that is never
/// an `M`.
final class GroupRouter<M> implements Behavior<Object> {

  private record Listed<M>(Listing<M> listing) {}

  private final Receptionist receptionist;
  private final ServiceKey<M> key;
  private final ActorRef<Listing<M>> listings;
  private final Routing.Route<M> route;

  // Owned by the actor.
  /// The messages that arrived before the first listing; null afterwards.
  private @Nullable StashBuffer<Object> early;

  private List<ActorRef<M>> routees = List.of();

  private GroupRouter(
      ActorContext<Object> context,
      Receptionist receptionist,
      ServiceKey<M> key,
      Routing<M> routing,
      StashBuffer<Object> early) {
    this.receptionist = receptionist;
    this.key = key;
    this.route =
        Arguments.required(
            routing.start(context.system().spi().environment().random()),
            "the Route that a routing starts");
    this.early = early;
    this.listings = context.messageAdapter(Listed::new);
    receptionist.subscribe(key, listings);
  }

  /// @param receptionist the receptionist; null for that of the router's system
  static <M> Behavior<M> create(
      @Nullable Receptionist receptionist, ServiceKey<M> key, Routing<M> routing, int kept) {
    Behavior<Object> router =
        Behaviors.withStash(
            kept,
            StashBuffer.Overflow.DROP_NEW,
            early ->
                Behaviors.setup(context ->
                    new GroupRouter<>(
                        context,
                        receptionist == null ? Receptionist.of(context.system()) : receptionist,
                        key,
                        routing,
                        early)));
    @SuppressWarnings("unchecked") // it accepts any object, so also M
    var typed = (Behavior<M>) (Behavior<?>) router;
    return typed;
  }

  @Override
  @SuppressWarnings("unchecked") // all messages other than Listed were sent to a ref of M
  public Behavior<Object> onMessage(ActorContext<Object> context, Object message) {
    if (message instanceof Listed<?> listed) {
      return onListing((Listing<M>) listed.listing());
    }
    if (early != null) {
      early.stash(message);
    } else {
      Routed.send(context, route, (M) message, routees);
    }
    return this;
  }

  private Behavior<Object> onListing(Listing<M> listing) {
    routees = listing.services();
    if (early == null) {
      return this;
    }
    StashBuffer<Object> before = early;
    early = null;
    return before.unstashAll(this);
  }

  @Override
  public Behavior<Object> onSignal(ActorContext<Object> context, Signal signal) {
    if (signal instanceof Signal.PreRestart) {
      receptionist.unsubscribe(key, listings); // a restarted router subscribes again
    }
    return Behaviors.unhandled();
  }
}
