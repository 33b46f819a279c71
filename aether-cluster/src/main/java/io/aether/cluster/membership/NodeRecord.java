package io.aether.cluster.membership;

import io.aether.cluster.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the store holds under `node/<name>`: the lease of the newest node of that name.
///
/// ```
///   (absent | LEFT | DOWN | silent for long) -- another incarnation --> UP
///   UP -- itself --> LEAVING -- itself, owning nothing --> LEFT
///   UP, LEAVING -- the leader, when silent for long --> DOWN
/// ```
///
/// Only compare-and-set by those named leads from one state to the next, so a node that was
/// declared down, or whose name was taken over, can never renew again. Whether an UP node takes
/// part already is for the [View] to say.
///
/// @param beat differs between any two values that the node itself has tried to write
/// @param hosted how many shards the node was configured with, for each entity type it can run
record NodeRecord(NodeId node, Status status, long beat, SortedMap<String, Integer> hosted) {

  enum Status {
    UP,
    LEAVING,
    LEFT,
    DOWN;

    /// {@return whether the node may still act, now or after its next renewal}
    boolean isAlive() {
      return this == UP || this == LEAVING;
    }
  }

  NodeRecord {
    hosted = Collections.unmodifiableSortedMap(new TreeMap<>(hosted));
  }

  NodeRecord down() {
    return new NodeRecord(node, Status.DOWN, beat, hosted);
  }
}
