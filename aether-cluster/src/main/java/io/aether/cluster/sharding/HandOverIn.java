package io.aether.cluster.sharding;

import io.aether.cluster.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A shard that moves to this node: its unprocessed messages, which are delivered only when the
/// table names this node as the owner. Owned by the [Shard].
final class HandOverIn {

  private final NodeId from;
  private final long epoch;
  private final long attempt;
  private final int count;
  private final Map<Integer, List<InTransit.ToEntity>> parts = new TreeMap<>();

  HandOverIn(NodeId from, Protocol.HandOver part) {
    this.from = from;
    this.epoch = part.epoch();
    this.attempt = part.attempt();
    this.count = part.parts();
  }

  boolean isSame(NodeId sender, Protocol.HandOver part) {
    return from.equals(sender) && epoch == part.epoch() && attempt == part.attempt();
  }

  void add(Protocol.HandOver part) {
    parts.put(part.part(), part.messages());
  }

  boolean isComplete() {
    return parts.size() == count;
  }

  NodeId from() {
    return from;
  }

  long epoch() {
    return epoch;
  }

  List<InTransit.ToEntity> messages() {
    List<InTransit.ToEntity> all = new ArrayList<>();
    parts.values().forEach(all::addAll);
    return all;
  }
}
