package io.aether.cluster.membership;

import io.aether.cluster.NodeId;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The entry under `node/<name>`: the lease of the newest node of that name.
///
/// ```
///   (absent | LEFT | DOWN | silent for long) -- another incarnation --> UP
///   UP -- itself --> LEAVING -- itself, owning nothing --> LEFT
///   UP, LEAVING -- the leader, when silent for long --> DOWN
/// ```
///
/// Each state changes only by a compare-and-set of the node named there, so a node that was
/// declared down, or whose name was taken over, can never renew again. The [View] says whether an
/// UP node takes part already.
///
/// @param beat differs between any two values that the node itself has tried to write
/// @param hosted the number of shards that the node is configured for, by entity type it can run
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
