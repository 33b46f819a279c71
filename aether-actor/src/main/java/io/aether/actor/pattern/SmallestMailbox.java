package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.AbstractRef;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// See [Routing#smallestMailbox]. Thread-safe.
final class SmallestMailbox<M> implements Routing.Route<M> {

  /// The index of the routee to inspect first, so that routees with equally many messages take
  /// turns. Any thread.
  private final AtomicInteger turn = new AtomicInteger();

  @Override
  public void send(M message, List<ActorRef<M>> routees) {
    int first = Math.floorMod(turn.getAndIncrement(), routees.size());
    ActorRef<M> chosen = routees.get(first);
    int fewest = Integer.MAX_VALUE;
    for (int n = 0; n < routees.size() && fewest > 0; n++) {
      ActorRef<M> each = routees.get((first + n) % routees.size());
      int queued = AbstractRef.of(each).system().spi().queued(each, fewest);
      if (queued >= 0 && queued < fewest) {
        fewest = queued;
        chosen = each;
      }
    }
    Routing.forward(message, chosen);
  }
}
