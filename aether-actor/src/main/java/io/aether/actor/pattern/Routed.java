package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.spi.SystemServices;
import java.util.List;

/// One message on its way through a router that is an actor. Nothing that the message, the routing
/// or a routee does is a failure of the router, which serves others too.
final class Routed {

  private Routed() {}

  static <M> void send(
      ActorContext<?> context, Routing.Route<M> route, M message, List<ActorRef<M>> routees) {
    SystemServices services = context.system().spi();
    if (routees.isEmpty()) {
      services.deadLetter(message, context.self().path(), DeadLetter.Reason.NO_ROUTEE);
      return;
    }
    try {
      route.send(message, routees);
    } catch (Mailbox.FullException full) { // of the routee it has chosen
      services.deadLetter(message, context.self().path(), DeadLetter.Reason.OVERFLOW);
      services.refuse(message, DeadLetter.Reason.OVERFLOW);
    } catch (Exception failure) {
      failed(context, message, failure);
    }
  }

  /// Code of the application has failed with `message`.
  static void failed(ActorContext<?> context, Object message, Exception failure) {
    SafeLog.warn(
        context.log(),
        "%s could not route a %s".formatted(context.self().path(), message.getClass().getName()),
        failure);
    context.system().spi().deadLetter(message, context.self().path(), DeadLetter.Reason.FAILED);
  }
}
