package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.Mailbox;
import io.aether.actor.spi.AbstractRef;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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

    /// Sends `message` to whom it chooses.
    ///
    /// @param routees at least one; the same list object for as long as it is unchanged
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
    if (virtualNodes < 1) {
      throw new IllegalArgumentException(
          "A routee has at least 1 place on the ring, but was to have: " + virtualNodes);
    }
    return _ -> new HashRing<>(virtualNodes, key);
  }

  /// All of them. Those that have no room, and throw at the sender, do not keep the message from
  /// the others.
  static <M> Routing<M> broadcast() {
    return _ ->
        (message, routees) -> {
          Mailbox.FullException full = null;
          for (ActorRef<M> each : routees) {
            try {
              each.tell(message);
            } catch (Mailbox.FullException thrown) {
              full = thrown;
            }
          }
          if (full != null) {
            throw full;
          }
        };
  }

  /// All of them for the messages that `wanted` accepts, and what `others` chooses for the rest.
  static <M> Routing<M> broadcastIf(Predicate<? super M> wanted, Routing<M> others) {
    return random -> {
      Route<M> all = Routing.<M>broadcast().start(random);
      Route<M> some = others.start(random);
      return (message, routees) -> (wanted.test(message) ? all : some).send(message, routees);
    };
  }
}
