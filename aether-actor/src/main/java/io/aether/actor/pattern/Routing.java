package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.AbstractRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// How a router chooses among its routees. Immutable; each router starts its own [Route], so
/// several routers may share a routing. A routing may be a lambda.
///
/// @param <M> the messages that are routed
@Stable
@FunctionalInterface
public interface Routing<M> {

  /// The routing of one router, with the state that it keeps between messages. Thread-safe.
  @FunctionalInterface
  interface Route<M> {

    /// Chooses routees and sends `message` to them. If this method throws, the message becomes a
    /// dead letter and the router continues.
    ///
    /// @param routees at least one routee; immutable, and the same list object as long as the
    ///   routees do not change
    void send(M message, List<ActorRef<M>> routees);
  }

  /// {@return the route of a new router}
  ///
  /// @param random the random numbers of the environment
  Route<M> start(RandomGenerator random);

  /// Sends each message to the next routee, in turn.
  static <M> Routing<M> roundRobin() {
    return _ -> {
      var turn = new AtomicInteger();
      return (message, routees) ->
          forward(message, routees.get(Math.floorMod(turn.getAndIncrement(), routees.size())));
    };
  }

  /// Sends each message to a random routee.
  static <M> Routing<M> random() {
    return random ->
        (message, routees) -> forward(message, routees.get(random.nextInt(routees.size())));
  }

  /// Sends `message` to one routee; for [Route]s that choose one. If the message is the request of
  /// an ask, the ask then ends at once if the routee fails, stops or does not handle the request.
  static <M> void forward(M message, ActorRef<M> routee) {
    AbstractRef.of(routee).system().spi().forward(message, routee);
  }

  /// Sends all messages with the same key to the same routee. If a routee is added or removed, only
  /// its share of the keys moves; a replacement with the same path inherits the keys.
  static <M> Routing<M> consistentHashing(Function<? super M, String> key) {
    return consistentHashing(100, key);
  }

  /// Like [#consistentHashing(Function)].
  ///
  /// @param virtualNodes the number of points of each routee on the ring; more points give more
  ///   even shares and take longer to set up
  static <M> Routing<M> consistentHashing(int virtualNodes, Function<? super M, String> key) {
    Arguments.atLeast(1, virtualNodes, "the places of a routee on the ring");
    Arguments.required(key, "the key function of a consistent hashing");
    return _ -> new HashRing<>(virtualNodes, key);
  }

  /// Sends each message to all routees. If the mailbox of a routee is full or an interceptor
  /// throws, the message becomes a dead letter for that routee; the others get it.
  static <M> Routing<M> broadcast() {
    return _ ->
        (message, routees) ->
            routees.forEach(each -> AbstractRef.of(each).system().spi().passOn(message, each));
  }

  /// Sends each message to the routee with the fewest messages in its mailbox, including the one
  /// that it is handling; routees with equally many take turns. Routees whose mailbox cannot be
  /// inspected, on other nodes or behind another router, get messages only if there are no others.
  /// Inspects all mailboxes for each message until it finds an empty one; the numbers may change
  /// before the message arrives.
  static <M> Routing<M> smallestMailbox() {
    return _ -> new SmallestMailbox<>();
  }

  /// Sends each request to all routees. The sender gets the first reply; the others are ignored.
  /// For requests that any routee can answer and that several routees may handle.
  ///
  /// ```java
  /// Routing.scatterGather(Quote::replyTo, Quote::withReplyTo, ofSeconds(1))
  /// ```
  ///
  /// If no routee replies within `within`, the request becomes a dead letter
  /// ([io.aether.actor.DeadLetter.Reason#EXPIRED]) and the sender gets no reply.
  ///
  /// @param replyTo reads the recipient of the reply from a request
  /// @param withReplyTo copies a request with another recipient of the reply; called for each
  ///   routee, on the thread of the router
  /// @throws IllegalArgumentException if `within` is not positive
  static <M, R> Routing<M> scatterGather(
      Function<? super M, ActorRef<R>> replyTo,
      BiFunction<? super M, ? super ActorRef<R>, ? extends M> withReplyTo,
      Duration within) {
    var asking = new FirstAnswer.Asking<M, R>(replyTo, withReplyTo, within);
    return _ -> (message, routees) -> new FirstAnswer<>(asking, message, routees).scatter();
  }

  /// Sends each request to one routee, and to another one after each `interval` without a reply.
  /// The sender gets the first reply; the others are ignored. This cuts off the tail of the latency
  /// distribution, but some requests are handled more than once.
  ///
  /// If no routee replies within `within`, the request becomes a dead letter
  /// ([io.aether.actor.DeadLetter.Reason#EXPIRED]) and the sender gets no reply.
  ///
  /// @param replyTo reads the recipient of the reply from a request
  /// @param withReplyTo copies a request with another recipient of the reply; called on the thread
  ///   of the router for the first routee, and on a thread of its own for each further one
  /// @throws IllegalArgumentException if `interval` or `within` is not positive
  static <M, R> Routing<M> tailChopping(
      Function<? super M, ActorRef<R>> replyTo,
      BiFunction<? super M, ? super ActorRef<R>, ? extends M> withReplyTo,
      Duration interval,
      Duration within) {
    var asking = new FirstAnswer.Asking<M, R>(replyTo, withReplyTo, within);
    Arguments.positive(interval, "the interval of a tail chopping");
    return random ->
        (message, routees) ->
            new FirstAnswer<>(asking, message, routees)
                .chop(random.nextInt(routees.size()), interval);
  }

  /// Sends messages that `wanted` accepts to all routees, and other messages to the routees that
  /// `others` chooses.
  static <M> Routing<M> broadcastIf(Predicate<? super M> wanted, Routing<M> others) {
    Arguments.required(wanted, "the predicate of a broadcast");
    Arguments.required(others, "the routing of the other messages");
    return random -> {
      Route<M> all = Routing.<M>broadcast().start(random);
      Route<M> some = others.start(random);
      return (message, routees) -> (wanted.test(message) ? all : some).send(message, routees);
    };
  }
}
