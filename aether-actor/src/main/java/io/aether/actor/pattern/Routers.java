package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.annotation.Stable;
import java.util.List;

/// Routers, which distribute messages among several actors: a pool of children, a group of
/// registered services, or a list of refs. A [Routing] chooses the routees of a message.
///
/// A router does not fail because of one message. If the routing throws, or a function that it was
/// given, the failure is logged and the message is a dead letter ([DeadLetter.Reason#FAILED]). An
/// ask through a pool or a group whose request becomes a dead letter there fails at once, with an
/// [io.aether.actor.AskException.Undelivered].
@Stable
public final class Routers {

  private static final int KEPT_EARLY = 10_000;

  private Routers() {}

  /// Routes to its own children, one after the other; see [#pool(Pool, Routing, Behavior)].
  public static <M> Behavior<M> pool(int size, Behavior<M> routee) {
    return pool(Pool.of(size), Routing.roundRobin(), routee);
  }

  /// Routes to its own children.
  ///
  /// A routee that stops, for any reason, is replaced within the limits of `pool`; the messages in
  /// its mailbox become dead letters. If no routee is left, the router ends as the last routee did:
  /// it stops, or fails with that failure as the cause, and its own supervision may restart it. To
  /// supervise the routees, supervise `routee`. If the mailbox of a routee is full and would throw
  /// at the sender, the message becomes a dead letter ([DeadLetter.Reason#OVERFLOW]).
  ///
  /// @param routee the behavior of each routee; create one with state inside [Behaviors#setup],
  ///   since otherwise all routees share it
  public static <M> Behavior<M> pool(Pool pool, Routing<M> routing, Behavior<M> routee) {
    Arguments.required(pool, "the pool");
    Arguments.required(routing, "the routing of a pool");
    Arguments.startable(routee, "the behavior of a routee");
    return Behaviors.setup(context -> new PoolRouter<>(context, pool, routing, routee));
  }

  /// Routes to random services of a key; see [#group(ServiceKey, Routing)].
  public static <M> Behavior<M> group(ServiceKey<M> key) {
    return group(key, Routing.random());
  }

  /// Routes to the actors that are registered under a key of the [Receptionist].
  ///
  /// Until the receptionist has answered, up to 10,000 messages are kept; further ones become dead
  /// letters ([DeadLetter.Reason#OVERFLOW]). Afterwards a message becomes a dead letter if no actor
  /// is registered ([DeadLetter.Reason#NO_ROUTEE]), or if the mailbox of the routee is full and
  /// would throw at the sender ([DeadLetter.Reason#OVERFLOW]).
  public static <M> Behavior<M> group(ServiceKey<M> key, Routing<M> routing) {
    Arguments.required(key, "the key of a group");
    Arguments.required(routing, "the routing of a group");
    return GroupRouter.create(null, key, routing, KEPT_EARLY);
  }

  /// Like [#group(ServiceKey, Routing)], with a given receptionist instead of that of the system.
  ///
  /// @param kept how many messages are kept until the receptionist has answered, at least 1
  public static <M> Behavior<M> group(
      Receptionist receptionist, ServiceKey<M> key, Routing<M> routing, int kept) {
    Arguments.required(receptionist, "the receptionist of a group");
    Arguments.required(key, "the key of a group");
    Arguments.required(routing, "the routing of a group");
    Arguments.atLeast(1, kept, "the number of messages that a group router keeps");
    return GroupRouter.create(receptionist, key, routing, kept);
  }

  /// {@return a ref that routes on the thread of the sender} There is no router actor, so there is
  /// no bottleneck, and the messages of one sender to one routee keep their order, also relative to
  /// messages that the sender sends directly. Thread-safe.
  ///
  /// The list is fixed: a routee that has stopped is still chosen, and messages to it become dead
  /// letters. The ref cannot be watched or sent to other nodes. `tell` throws a
  /// [io.aether.actor.Mailbox.FullException] if the routee that was chosen does.
  ///
  /// @throws IllegalArgumentException if there are no routees
  public static <M> ActorRef<M> direct(List<ActorRef<M>> routees, Routing<M> routing) {
    return new DirectRouter<>(routees, routing);
  }
}
