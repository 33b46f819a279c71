package io.aether.cluster.membership;

import io.aether.cluster.LeaseSettings;
import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import io.aether.cluster.membership.Intent.Target;
import io.aether.cluster.membership.Observation.NodeEntry;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds out what the leader has to write: which nodes are down, which are members, and which own
/// which shard. Has no state; part of the [ControlLoop].
final class LeaderDuties {

  private final NodeId self;
  private final LeaseSettings settings;
  private final int minMembers;
  private final RevisionWatch watch;

  LeaderDuties(NodeId self, LeaseSettings settings, int minMembers, RevisionWatch watch) {
    this.self = self;
    this.settings = settings;
    this.minMembers = minMembers;
    this.watch = watch;
  }

  /// Adds the duties to the other intents of this round.
  void list(Observation seen, Predicate<NodeId> dead, long term, long now, List<Intent> intents) {
    declareDown(seen, now, intents);
    writeView(seen, term, intents);
    writeTables(seen, dead, term, now, intents);
  }

  private void declareDown(Observation seen, long now, List<Intent> intents) {
    for (NodeEntry entry : seen.nodes().values()) {
      NodeRecord it = entry.record();
      String key = Observation.nodeKey(it.node());
      if (it.status().isAlive()
          && !it.node().equals(self)
          && watch.isStill(key, settings.takeOverAfter(), now)) {
        var target = new Target(key, entry.revision(), Codec.encode(it.down()));
        intents.add(
            new Intent.Duty(target, "node " + it.node() + " is down", /* isRoutine= */ false));
      }
    }
  }

  /// A new leader writes the view even if the members are the same, so that all nodes know its
  /// term.
  private void writeView(Observation seen, long term, List<Intent> intents) {
    List<Member> members = seen.members();
    if (!members.equals(seen.view().members()) || seen.view().term() != term) {
      var next = new View(seen.view().version() + 1, term, members);
      long revision = seen.revision(Observation.VIEW);
      var target = new Target(Observation.VIEW, revision, Codec.encode(next));
      boolean isRoutine = members.equals(seen.view().members()); // only the term is new
      intents.add(new Intent.Duty(target, "the members are now " + describe(members), isRoutine));
    }
  }

  private static String describe(List<Member> members) {
    return members.stream()
        .map(member -> member.node() + " (" + member.status() + ")")
        .collect(Collectors.joining(", "));
  }

  private void writeTables(
      Observation seen, Predicate<NodeId> dead, long term, long now, List<Intent> intents) {
    for (var offer : offers(seen).entrySet()) {
      List<NodeId> hosts = seen.hosts(offer.getKey(), offer.getValue());
      if (!seen.tables().containsKey(offer.getKey()) && hosts.size() >= minMembers) {
        var shards = Allocation.initial(offer.getValue(), hosts);
        var target = Target.of(new ShardTable(offer.getKey(), 0, term, shards));
        intents.add(
            new Intent.Duty(
                target,
                "the shards of '" + offer.getKey() + "' have owners",
                /* isRoutine= */ false));
      }
    }
    Duration calm = settings.renewEvery().multipliedBy(3);
    boolean rebalance = watch.isStill(Observation.VIEW, calm, now);
    for (ShardTable table : seen.tables().values()) {
      List<NodeId> hosts = seen.hosts(table.type(), table.shardCount());
      boolean coldStart = table.shards().stream().allMatch(it -> dead.test(it.owner()));
      if ((coldStart && hosts.size() < minMembers) || isBeingHandedOver(table, intents)) {
        continue;
      }
      var shards = Allocation.next(table.shards(), hosts, dead, rebalance);
      if (!shards.equals(table.shards())) {
        var next = new ShardTable(table.type(), table.storeRevision(), term, shards);
        intents.add(
            new Intent.Duty(
                Target.of(next), "shards of '" + table.type() + "' move", /* isRoutine= */ true));
      }
    }
  }

  /// {@return the types that can be hosted, and the number of shards that the first host wants}
  private static SortedMap<String, Integer> offers(Observation seen) {
    SortedMap<String, Integer> offers = new TreeMap<>();
    for (NodeEntry entry : seen.nodes().values()) {
      if (seen.view().isUp(entry.record().node())) {
        entry.record().hosted().forEach(offers::putIfAbsent);
      }
    }
    return offers;
  }

  /// If a round wrote an entry twice, the second write would fail; the next round does it.
  private static boolean isBeingHandedOver(ShardTable table, List<Intent> intents) {
    String key = Observation.tableKey(table.type());
    return intents.stream().anyMatch(intent -> intent.target().key().equals(key));
  }
}
