package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.spi.SystemServices;
import java.util.List;

/// Routes one message in a router that is an actor. An exception of the routing, or of a routee, is
/// not a failure of the router, which serves other senders too.
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
    } catch (Mailbox.FullException full) { // of the chosen routee
      services.deadLetter(message, context.self().path(), DeadLetter.Reason.OVERFLOW);
      services.refuse(message, DeadLetter.Reason.OVERFLOW);
    } catch (Exception failure) {
      failed(context, message, failure);
    }
  }

  /// Reports that code of the application has failed to route `message`.
  static void failed(ActorContext<?> context, Object message, Exception failure) {
    SafeLog.warn(
        context.log(),
        "%s could not route a %s".formatted(context.self().path(), message.getClass().getName()),
        failure);
    context.system().spi().deadLetter(message, context.self().path(), DeadLetter.Reason.FAILED);
  }
}
