package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.util.List;

/// Share messages among several actors: a pool of children, a group that has registered, or a list
/// of refs. How they choose is a [Routing].
///
/// A router does not fail because of one message. If the routing throws, or a function that it was
/// given, the failure is logged and the message is a dead letter ([DeadLetter.Reason#FAILED]). An
/// ask through a pool or a group whose request becomes a dead letter there fails at once, with an
/// [io.aether.actor.AskException.Undelivered].
public final class Routers {

  private static final int KEPT_EARLY = 10_000;

  private Routers() {}

  /// Routes to children of its own, in turn; see [#pool(Pool, Routing, Behavior)].
  public static <M> Behavior<M> pool(int size, Behavior<M> routee) {
    return pool(Pool.of(size), Routing.roundRobin(), routee);
  }

  /// Routes to children of its own.
  ///
  /// A routee that ends, for whatever reason, is replaced in its place, within the limits of
  /// `pool`; what it left unprocessed is a dead letter. When none is left, the router ends as the
  /// last one did: it stops, or fails with that failure as the cause, and its own supervision may
  /// start it again. The routees' own supervision goes around `routee`. A message for which a
  /// routee has no room, and would throw at the sender, is a dead letter
  /// ([DeadLetter.Reason#OVERFLOW]).
  ///
  /// @param routee of each routee; one with state is made inside [Behaviors#setup], or they share
  ///   it
  public static <M> Behavior<M> pool(Pool pool, Routing<M> routing, Behavior<M> routee) {
    Arguments.required(pool, "the pool");
    Arguments.required(routing, "the routing of a pool");
    Arguments.startable(routee, "the behavior of a routee");
    return Behaviors.setup(context -> new PoolRouter<>(context, pool, routing, routee));
  }

  /// Routes to any of those that are registered; see [#group(ServiceKey, Routing)].
  public static <M> Behavior<M> group(ServiceKey<M> key) {
    return group(key, Routing.random());
  }

  /// Routes to those that are registered under a key of the [Receptionist].
  ///
  /// Until the receptionist has answered, messages are kept, up to 10,000; more are dead letters
  /// ([DeadLetter.Reason#OVERFLOW]). Afterwards a message while nobody is registered is a dead
  /// letter ([DeadLetter.Reason#NO_ROUTEE]), and so is one for which a routee has no room and would
  /// throw at the sender.
  public static <M> Behavior<M> group(ServiceKey<M> key, Routing<M> routing) {
    Arguments.required(key, "the key of a group");
    Arguments.required(routing, "the routing of a group");
    return GroupRouter.create(null, key, routing, KEPT_EARLY);
  }

  /// Like [#group(ServiceKey, Routing)], with another receptionist than that of the system.
  ///
  /// @param kept how many messages are kept until it has answered, at least 1
  public static <M> Behavior<M> group(
      Receptionist receptionist, ServiceKey<M> key, Routing<M> routing, int kept) {
    Arguments.required(receptionist, "the receptionist of a group");
    Arguments.required(key, "the key of a group");
    Arguments.required(routing, "the routing of a group");
    Arguments.atLeast(1, kept, "the number of messages that a group router keeps");
    return GroupRouter.create(receptionist, key, routing, kept);
  }

  /// {@return a ref that routes on the thread of whoever tells it something} There is no router
  /// actor in between, so nothing is a bottleneck, and each sender's messages to one routee keep
  /// their order, also among those sent without the router. Thread-safe.
  ///
  /// The list is fixed: a routee that has ended goes on being chosen, and messages to it are dead
  /// letters. The ref cannot be watched, and is not sent to other nodes. `tell` throws a
  /// [io.aether.actor.Mailbox.FullException] if the routee that was chosen does.
  ///
  /// @throws IllegalArgumentException if there are no routees
  public static <M> ActorRef<M> direct(List<ActorRef<M>> routees, Routing<M> routing) {
    return new DirectRouter<>(routees, routing);
  }
}
