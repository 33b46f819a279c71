package io.aether.actor.pattern;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.List;
import java.util.Objects;

/// A ref that is no actor: who tells it something routes that to others. See [Routers#direct].
final class DirectRouter<M> extends AbstractRef<M> {

  private static final ActorPath PATH = new ActorPath("/direct");

  private final List<ActorRef<M>> routees;
  private final Routing.Route<M> route;

  DirectRouter(List<ActorRef<M>> routees, Routing<M> routing) {
    if (routees.isEmpty()) {
      throw new IllegalArgumentException(
          "A direct router has at least 1 routee, but was given none");
    }
    this.routees = List.copyOf(routees);
    this.route = routing.start(system().spi().environment().random());
  }

  @Override
  public void tell(M message) {
    route.send(Objects.requireNonNull(message, "message"), routees);
  }

  @Override
  public void send(SystemMessage message) {
    throw new IllegalArgumentException(
        this + " is no actor and can neither be watched nor stopped; its routees can");
  }

  @Override
  public ActorPath path() {
    return PATH;
  }

  @Override
  public ActorSystem system() {
    return AbstractRef.of(routees.getFirst()).system();
  }

  @Override
  public String toString() {
    return "DirectRouter" + routees;
  }
}
