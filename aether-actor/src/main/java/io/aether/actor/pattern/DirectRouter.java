package io.aether.actor.pattern;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A ref without an actor: it routes messages on the thread of the sender. See [Routers#direct].
final class DirectRouter<M> extends AbstractRef<M> {

  private static final Logger LOG = LoggerFactory.getLogger(DirectRouter.class);
  private static final ActorPath PATH = new ActorPath("/direct");

  private final List<ActorRef<M>> routees;
  private final Routing.Route<M> route;

  DirectRouter(List<ActorRef<M>> routees, Routing<M> routing) {
    if (Arguments.required(routees, "the routees of a direct router").isEmpty()) {
      throw new IllegalArgumentException(
          "A direct router has at least 1 routee, but was given none");
    }
    routees.forEach(each -> Arguments.required(each, "a routee of a direct router"));
    this.routees = List.copyOf(routees);
    this.route =
        Arguments.required(
            Arguments.required(routing, "the routing of a direct router")
                .start(system().spi().environment().random()),
            "the Route that a routing starts");
  }

  @Override
  public void tell(M message) {
    Objects.requireNonNull(message, "message");
    try {
      route.send(message, routees);
    } catch (Mailbox.FullException full) {
      throw full; // the caller itself sends to that mailbox
    } catch (RuntimeException failure) { // of the routing, not of the sender
      SafeLog.warn(
          LOG, "a direct router could not route a " + message.getClass().getName(), failure);
      system().spi().deadLetter(message, PATH, DeadLetter.Reason.FAILED);
    }
  }

  @Override
  public void send(SystemMessage message) {
    throw new IllegalArgumentException(
        this + " is not an actor and can neither be watched nor stopped; its routees can");
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
