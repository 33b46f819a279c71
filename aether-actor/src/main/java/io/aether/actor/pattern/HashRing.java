package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Consistent hashing (Karger et al., 1997): routees and keys are points on a ring, and a key
/// belongs to the next routee's point. Each routee has several points, made from its path, so that
/// the shares are about even and do not depend on the other routees. When routees are added or
/// removed, only their own points change. Thread-safe.
final class HashRing<M> implements Routing.Route<M> {

  /// @param routees all routees that have points
  /// @param points the owner of each point, under its hash
  private record Ring<M>(List<ActorRef<M>> routees, LongMap<ActorRef<M>> points) {

    ActorRef<M> owner(long point) {
      ActorRef<M> next = points.ceiling(point);
      return next == null ? points.nth(0) : next;
    }
  }

  private final int virtualNodes;
  private final Function<? super M, String> key;

  /// The ring for the routees of the last message. Written under the lock of this, read by any
  /// thread.
  private volatile Ring<M> latest = new Ring<>(List.of(), LongMap.empty());

  /// The routees of each path, in the order in which they were added: routees on different nodes
  /// may have the same path, and the number of each routee is part of its points. Guarded by this;
  /// never iterated.
  private final Map<String, List<ActorRef<M>>> namesakes = new HashMap<>();

  HashRing(int virtualNodes, Function<? super M, String> key) {
    this.virtualNodes = virtualNodes;
    this.key = key;
  }

  @Override
  public void send(M message, List<ActorRef<M>> routees) {
    String itsKey = Arguments.required(key.apply(message), "the key of a routed message");
    Ring<M> ring = latest;
    if (ring.routees != routees) {
      ring = follow(routees);
    }
    Routing.forward(message, ring.owner(point(itsKey)));
  }

  private synchronized Ring<M> follow(List<ActorRef<M>> routees) {
    List<ActorRef<M>> gone = new ArrayList<>();
    List<ActorRef<M>> come = new ArrayList<>();
    PlacedList.compare(latest.routees, routees, gone::add, come::add);
    LongMap<ActorRef<M>> points = latest.points;
    for (ActorRef<M> each : gone) {
      points = without(points, each);
    }
    for (ActorRef<M> each : come) {
      List<ActorRef<M>> its =
          namesakes.computeIfAbsent(each.path().value(), _ -> new ArrayList<>(1));
      its.add(each);
      points = with(points, each, its.size());
    }
    var ring = new Ring<>(routees, points);
    latest = ring;
    return ring;
  }

  /// The routees with the same path that were added after the removed one move up by one number.
  private LongMap<ActorRef<M>> without(LongMap<ActorRef<M>> from, ActorRef<M> gone) {
    String path = gone.path().value();
    List<ActorRef<M>> its = namesakes.getOrDefault(path, List.of());
    LongMap<ActorRef<M>> points = from;
    int index = its.indexOf(gone);
    for (int number = its.size(); number > index && index >= 0; number--) {
      for (int n = 0; n < virtualNodes; n++) {
        points = points.remove(point(path, number, n));
      }
    }
    if (index >= 0) {
      its.remove(index);
      for (int number = index + 1; number <= its.size(); number++) {
        points = with(points, its.get(number - 1), number);
      }
    }
    if (its.isEmpty()) {
      namesakes.remove(path);
    }
    return points;
  }

  private LongMap<ActorRef<M>> with(LongMap<ActorRef<M>> to, ActorRef<M> routee, int number) {
    LongMap<ActorRef<M>> points = to;
    for (int n = 0; n < virtualNodes; n++) {
      points = points.put(point(routee.path().value(), number, n), routee);
    }
    return points;
  }

  private static long point(String path, int number, int n) {
    return point(path + "#" + number + "#" + n);
  }

  /// {@return a place on the ring, whose order is that of unsigned numbers}
  private static long point(String text) {
    return hash(text) ^ Long.MIN_VALUE;
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
