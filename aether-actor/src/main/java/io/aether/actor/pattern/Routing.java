package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.AbstractRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// How a router chooses among its routees. Immutable; a router starts a [Route] of its own, so that
/// one routing may serve several. A lambda is a routing, too.
///
/// @param <M> what is routed
@FunctionalInterface
public interface Routing<M> {

  /// The choice as one router makes it, with what it remembers from message to message.
  /// Thread-safe.
  @FunctionalInterface
  interface Route<M> {

    /// Sends `message` to the routees that it chooses. If it throws, the message is a dead letter
    /// and the router goes on.
    ///
    /// @param routees at least one; the same list object for as long as it is unchanged; immutable
    void send(M message, List<ActorRef<M>> routees);
  }

  /// {@return the choices of a new router}
  ///
  /// @param random the environment's
  Route<M> start(RandomGenerator random);

  /// One after the other.
  static <M> Routing<M> roundRobin() {
    return _ -> {
      var turn = new AtomicInteger();
      return (message, routees) ->
          forward(message, routees.get(Math.floorMod(turn.getAndIncrement(), routees.size())));
    };
  }

  /// Any of them.
  static <M> Routing<M> random() {
    return random ->
        (message, routees) -> forward(message, routees.get(random.nextInt(routees.size())));
  }

  /// Sends `message` to one routee. If it is the request of an ask, the ask goes with it, and ends
  /// at once if the routee fails, stops or does not handle it: for the [Route]s that choose one.
  static <M> void forward(M message, ActorRef<M> routee) {
    AbstractRef.of(routee).system().spi().forward(message, routee);
  }

  /// Messages of one key go to one routee. When a routee comes or goes, only its share of the keys
  /// moves; one that replaces another under the same path inherits that one's keys.
  static <M> Routing<M> consistentHashing(Function<? super M, String> key) {
    return consistentHashing(100, key);
  }

  /// Like [#consistentHashing(Function)].
  ///
  /// @param virtualNodes how many places each routee has on the ring; more are fairer and slower to
  ///   set up
  static <M> Routing<M> consistentHashing(int virtualNodes, Function<? super M, String> key) {
    Arguments.atLeast(1, virtualNodes, "the places of a routee on the ring");
    Arguments.required(key, "the key function of a consistent hashing");
    return _ -> new HashRing<>(virtualNodes, key);
  }

  /// All of them. For a routee that has no room, or on whose way an interceptor throws, the message
  /// is a dead letter; the others get it.
  static <M> Routing<M> broadcast() {
    return _ ->
        (message, routees) ->
            routees.forEach(each -> AbstractRef.of(each).system().spi().passOn(message, each));
  }

  /// The one with the fewest messages in its mailbox, the one that it is handling included; of
  /// several, one after the other. Routees whose mailbox cannot be seen, on other nodes or behind
  /// another router, get messages only if there are no others. Looks at all mailboxes for each
  /// message, until it finds an empty one; what it sees may change before the message arrives.
  static <M> Routing<M> smallestMailbox() {
    return _ -> new SmallestMailbox<>();
  }

  /// All of them; the first answer goes to the sender, the others are ignored. For requests that
  /// any routee can answer, and that do no harm when several handle them.
  ///
  /// ```java
  /// Routing.scatterGather(Quote::replyTo, Quote::withReplyTo, ofSeconds(1))
  /// ```
  ///
  /// If no routee answers within `within`, the request is a dead letter
  /// ([io.aether.actor.DeadLetter.Reason#EXPIRED]) and the sender gets no answer.
  ///
  /// @param replyTo reads where the answer to a request goes
  /// @param withReplyTo copies a request, with another ref to reply to; called for each routee, on
  ///   the router's thread
  /// @throws IllegalArgumentException if `within` is not positive
  static <M, R> Routing<M> scatterGather(
      Function<? super M, ActorRef<R>> replyTo,
      BiFunction<? super M, ? super ActorRef<R>, ? extends M> withReplyTo,
      Duration within) {
    var asking = new FirstAnswer.Asking<M, R>(replyTo, withReplyTo, within);
    return _ -> (message, routees) -> new FirstAnswer<>(asking, message, routees).scatter();
  }

  /// One of them, and if it has not answered after `interval` another one as well, and so on; the
  /// first answer goes to the sender, the others are ignored. It cuts off the tail of the
  /// distribution of latencies, at the price of some requests that are handled twice.
  ///
  /// If no routee answers within `within`, the request is a dead letter
  /// ([io.aether.actor.DeadLetter.Reason#EXPIRED]) and the sender gets no answer.
  ///
  /// @param replyTo reads where the answer to a request goes
  /// @param withReplyTo copies a request, with another ref to reply to; called on the router's
  ///   thread for the first routee, and on a thread of its own for each further one
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

  /// All of them for the messages that `wanted` accepts, and what `others` chooses for the rest.
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
