package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Consistent hashing (Karger et al., 1997): routees and keys are points on a ring, and a key
/// belongs to the next routee's point. Each routee has several points, made from its path, so that
/// the shares are about even and do not depend on who else is there. Thread-safe.
final class HashRing<M> implements Routing.Route<M> {

  /// @param points sorted
  /// @param owners whose each of `points` is
  private record Ring<M>(List<ActorRef<M>> routees, long[] points, List<ActorRef<M>> owners) {

    ActorRef<M> owner(long hash) {
      int place = Arrays.binarySearch(points, hash);
      int next = place >= 0 ? place : -place - 1;
      return owners.get(next == points.length ? 0 : next);
    }
  }

  private record Point<M>(long hash, ActorRef<M> owner) {}

  private final int virtualNodes;
  private final Function<? super M, String> key;

  /// Any thread: for the routees of the last message. Two threads may make the same one.
  private volatile @Nullable Ring<M> latest;

  HashRing(int virtualNodes, Function<? super M, String> key) {
    this.virtualNodes = virtualNodes;
    this.key = key;
  }

  @Override
  public void send(M message, List<ActorRef<M>> routees) {
    String itsKey =
        Objects.requireNonNull(key.apply(message), "the key of a routed message is not null");
    Routing.forward(message, ring(routees).owner(hash(itsKey)));
  }

  private Ring<M> ring(List<ActorRef<M>> routees) {
    Ring<M> ring = latest;
    if (ring == null || ring.routees != routees) {
      ring = ringOf(routees);
      latest = ring;
    }
    return ring;
  }

  private Ring<M> ringOf(List<ActorRef<M>> routees) {
    List<Point<M>> points = new ArrayList<>(routees.size() * virtualNodes);
    Map<String, Integer> namesakes = new HashMap<>(); // on different nodes; never walked
    for (ActorRef<M> routee : routees) {
      String path = routee.path().value();
      int namesake = namesakes.merge(path, 1, Integer::sum);
      for (int n = 0; n < virtualNodes; n++) {
        points.add(new Point<>(hash(path + "#" + namesake + "#" + n), routee));
      }
    }
    points.sort(Comparator.comparingLong(Point::hash));
    return new Ring<>(
        routees,
        points.stream().mapToLong(Point::hash).toArray(),
        points.stream().map(Point::owner).toList());
  }

  /// FNV-1a, and then the finalizer of SplitMix64, because the ring needs all bits to be good.
  /// `String.hashCode` is neither wide nor even enough.
  private static long hash(String text) {
    long z = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      z = (z ^ text.charAt(i)) * 0x100000001b3L;
    }
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
