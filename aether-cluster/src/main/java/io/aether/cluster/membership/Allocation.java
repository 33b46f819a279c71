package io.aether.cluster.membership;

import io.aether.cluster.NodeId;
import io.aether.cluster.membership.ShardTable.Shard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Assigns shards to nodes: each host gets as many as any other, give or take one, with the fewest
/// moves. A pure function of one table and the nodes.
///
/// Only shards of dead nodes change their owner here. All others are given a target, and their
/// owners end their tenure themselves once the target has taken over their messages. Ties are
/// broken by the order of the hosts.
final class Allocation {

  /// The largest number of shards of one type that move at the same time.
  static final int MAX_MOVES = 16;

  private final List<NodeId> hosts;
  private final List<Shard> shards;

  /// The number of shards that each host will own once all moves are done.
  private final Map<NodeId, Integer> load = new LinkedHashMap<>();

  private int moves;

  private Allocation(List<NodeId> hosts, List<Shard> shards) {
    this.hosts = hosts;
    this.shards = shards;
    hosts.forEach(host -> load.put(host, 0));
  }

  /// {@return the first table of a type: its shards are dealt to the hosts in turn}
  static List<Shard> initial(int shardCount, List<NodeId> hosts) {
    List<Shard> shards = new ArrayList<>(shardCount);
    for (int n = 0; n < shardCount; n++) {
      shards.add(new Shard(hosts.get(n % hosts.size()), 1, null));
    }
    return shards;
  }

  /// {@return the table that `shards` should become; equal to it if nothing is to be done}
  ///
  /// @param hosts the nodes that can own shards
  /// @param dead the nodes that can never act again; a node that is neither host nor dead keeps its
  ///   shards until they have been moved
  /// @param rebalance whether shards may be moved only to even out the load
  static List<Shard> next(
      List<Shard> shards, List<NodeId> hosts, Predicate<NodeId> dead, boolean rebalance) {
    var next = new Allocation(hosts, new ArrayList<>(shards));
    next.dropVainMoves(dead);
    if (!hosts.isEmpty()) {
      next.countLoad(dead);
      next.replaceDeadOwners(dead);
      boolean allPlanned = next.emptyLeavingOwners();
      if (rebalance && allPlanned) {
        next.evenOut();
      }
    }
    return next.shards;
  }

  /// A move ends when its owner or its target goes: a node that leaves is no target.
  private void dropVainMoves(Predicate<NodeId> dead) {
    shards.replaceAll(shard ->
        shard.target() != null && (!hosts.contains(shard.target()) || dead.test(shard.owner()))
            ? shard.movingTo(null)
            : shard);
  }

  private void countLoad(Predicate<NodeId> dead) {
    for (Shard shard : shards) {
      if (shard.target() != null) {
        moves++;
        load.merge(shard.target(), 1, Integer::sum);
      } else if (!dead.test(shard.owner())) {
        load.computeIfPresent(shard.owner(), (_, count) -> count + 1);
      }
    }
  }

  private void replaceDeadOwners(Predicate<NodeId> dead) {
    for (int n = 0; n < shards.size(); n++) {
      if (dead.test(shards.get(n).owner())) {
        NodeId host = leastLoaded();
        shards.set(n, shards.get(n).ownedBy(host));
        load.merge(host, 1, Integer::sum);
      }
    }
  }

  /// {@return whether no leaving owner still has a shard without a target}
  private boolean emptyLeavingOwners() {
    for (int n = 0; n < shards.size(); n++) {
      Shard shard = shards.get(n);
      if (shard.target() == null && !load.containsKey(shard.owner())) {
        if (moves == MAX_MOVES) {
          return false;
        }
        move(n, leastLoaded());
      }
    }
    return true;
  }

  private void evenOut() {
    while (moves < MAX_MOVES) {
      NodeId from = mostLoaded();
      NodeId to = leastLoaded();
      int shard = restingShardOf(from);
      if (load(from) - load(to) <= 1 || shard < 0) {
        return;
      }
      load.merge(from, -1, Integer::sum);
      move(shard, to);
    }
  }

  private void move(int shard, NodeId to) {
    shards.set(shard, shards.get(shard).movingTo(to));
    load.merge(to, 1, Integer::sum);
    moves++;
  }

  private int restingShardOf(NodeId owner) {
    for (int n = 0; n < shards.size(); n++) {
      if (shards.get(n).owner().equals(owner) && shards.get(n).target() == null) {
        return n;
      }
    }
    return -1;
  }

  private int load(NodeId host) {
    return load.getOrDefault(host, 0);
  }

  private NodeId leastLoaded() {
    NodeId least = hosts.getFirst();
    for (NodeId host : hosts) {
      if (load(host) < load(least)) {
        least = host;
      }
    }
    return least;
  }

  private NodeId mostLoaded() {
    NodeId most = hosts.getFirst();
    for (NodeId host : hosts) {
      if (load(host) > load(most)) {
        most = host;
      }
    }
    return most;
  }
}
