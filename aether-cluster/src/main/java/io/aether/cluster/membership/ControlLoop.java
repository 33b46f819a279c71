package io.aether.cluster.membership;

import io.aether.actor.spi.Nanos;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.NodeId;
import io.aether.cluster.membership.Intent.Target;
import io.aether.cluster.membership.Observation.NodeEntry;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStore.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One node's part in the control protocol: decides from its readings what the node has to write.
/// Deterministic, without IO, threads or a clock; the caller passes the time.
///
/// A round reads all entries and calls [#decide]; then, for each intent, it asks [#send] right
/// before writing it and reports the outcome to [#wrote]. A round that cannot read is not reported
/// at all. An unknown outcome needs no handling: the next reading resolves it, because each value
/// names its writer.
///
/// No two nodes act for the same thing, because:
/// - A node relies on its lease for `fenceAfter`, counted from before it sent a renewal. Others
///   take over when they have seen the same revision for `takeOverAfter`, counted from after the
///   answer that first showed it; and by a compare-and-set of that revision, so that a late renewal
///   fails.
/// - The leader acts only while it holds both the leadership and its own lease. Its writes are
///   computed from the revision that they replace; a late write finds another revision, or does
///   what any leader would do.
/// - A shard changes its owner only by the owner's own compare-and-set, or when the owner is dead:
///   the owner's entry then says so and can never be renewed.
/// - A reading older than an earlier one is discarded, so a store that has lost data, or a replica
///   that lags behind, costs the lease and nothing else.
/// - An entry that cannot be decoded counts as not read, and is never overwritten: it may have
///   replaced the record that declares a node down. Its last value stays until it can be decoded
///   again, so it costs only the changes of this one entry.
///
/// Longer than most files because a round is one argument, best read in one place.
final class ControlLoop {

  private enum Wish {
    OBSERVE,
    TAKE_PART,
    /// Own nothing any more, but remain a member.
    RETIRE,
    LEAVE
  }

  private final NodeId self;
  private final LeaseSettings settings;
  private final RevisionWatch watch;
  private final LeaderDuties duties;
  private final SortedMap<String, Integer> hosted = new TreeMap<>();
  private final List<MoveCommit> commits = new ArrayList<>();

  /// The lease on this node's own entry.
  private final Lease lease;

  /// The lease on the leader's entry, in `term`.
  private Lease leadership;

  /// The term in which this node leads, or has tried to; 0 if another node leads.
  private long term;

  private Wish wish = Wish.OBSERVE;

  /// Whether this node's own entry exists, or has existed.
  private boolean registered;

  private boolean left;
  private @Nullable String terminated;

  /// The newest reading.
  private Observation last = Observation.NOTHING;

  /// The result of a round.
  ///
  /// @param obstacle the reason why this node cannot take part, if there is one
  record Decision(List<Intent> intents, List<Change> changes, Optional<String> obstacle) {}

  ControlLoop(NodeId self, LeaseSettings settings, int minMembers, long now) {
    this.self = self;
    this.settings = settings;
    this.watch = new RevisionWatch(settings.renewEvery().multipliedBy(2), now);
    this.duties = new LeaderDuties(self, settings, minMembers, watch);
    this.lease = new Lease(settings.fenceAfter(), now);
    this.leadership = new Lease(settings.fenceAfter(), now);
  }

  // ---- Requests ----

  void join() {
    if (wish == Wish.OBSERVE) {
      wish = Wish.TAKE_PART;
    }
  }

  void retire() {
    if (wish != Wish.LEAVE) {
      wish = Wish.RETIRE;
    }
  }

  void leave() {
    wish = Wish.LEAVE;
  }

  void host(String type, int shardCount) {
    hosted.put(type, shardCount);
  }

  void withdraw(String type) {
    hosted.remove(type);
  }

  void commit(MoveCommit move) {
    commits.add(move);
  }

  // ---- State ----

  /// May be called by any thread.
  boolean holdsLease(long now) {
    return lease.isHeld(now);
  }

  boolean isLeading(long now) {
    return lease.isHeld(now) && leadership.isHeld(now);
  }

  boolean hasLeft() {
    return left;
  }

  boolean isTerminated() {
    return terminated != null;
  }

  /// {@return whether all nodes know that this one leaves, and it owns nothing that another node
  /// could take}
  boolean isRetired() {
    NodeEntry mine = last.nodes().get(self.name());
    return wish == Wish.RETIRE
        && mine != null
        && mine.record().node().equals(self)
        && mine.record().status() == NodeRecord.Status.LEAVING
        && !isNeeded(last);
  }

  View view() {
    return last.view();
  }

  /// {@return the reason why an entry of the last reading could not be used, by key}
  SortedMap<String, String> undecoded() {
    return last.undecoded();
  }

  SortedMap<String, ShardTable> tables() {
    return last.tables();
  }

  /// Ends this node's part; it never acts again.
  Change.Terminated terminate(String reason) {
    terminated = reason;
    lease.abandon();
    return new Change.Terminated(reason);
  }

  // ---- A round ----

  /// Decides what to write.
  ///
  /// @param entries all entries of the store
  /// @param now read from the clock after the last of them has arrived
  Decision decide(List<ControlStore.Entry> entries, long now) {
    List<Intent> intents = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    if (left || terminated != null) {
      return new Decision(intents, changes, Optional.empty());
    }
    Observation seen = Observation.of(entries, last);
    Optional<String> outdated = watch.outdated(seen.stored());
    if (outdated.isPresent()) {
      return new Decision(
          intents,
          changes,
          Optional.of("the control store answered with an old entry '" + outdated.get() + "'"));
    }
    watch.round(seen.stored(), now);
    Predicate<NodeId> dead = deadBy(seen, last);
    learn(seen, changes);
    learnOwnFate(seen).ifPresent(reason -> changes.add(terminate(reason)));
    Optional<String> obstacle = Optional.empty();
    if (!left && terminated == null) {
      obstacle = renew(seen, now, intents);
      handOver(seen, intents);
      lead(seen, dead, now, intents);
      intents.removeIf(intent -> seen.undecoded().containsKey(intent.target().key()));
    }
    return new Decision(intents, changes, obstacle);
  }

  /// {@return whether `intent` may be written now; it must then be written at once}
  boolean send(Intent intent, long now) {
    switch (intent) {
      case Intent.Renewal it -> {
        if (it.record().status() == NodeRecord.Status.LEFT) {
          lease.abandon(); // before another node can read it
        }
        lease.sending(it.record().beat(), now);
      }
      case Intent.Leading it -> {
        if (!lease.isHeld(now)) {
          return false;
        }
        if (it.record().term() != term) {
          term = it.record().term();
          leadership = new Lease(settings.fenceAfter(), now);
        }
        leadership.sending(it.record().beat(), now);
      }
      case Intent.Duty _ -> {
        return isLeading(now);
      }
      case Intent.HandOver it -> it.commits().forEach(MoveCommit::sending);
    }
    return true;
  }

  /// Takes the outcome of `intent`.
  ///
  /// @return whether the next round should follow at once
  boolean wrote(Intent intent, Write outcome, long now) {
    if (!(outcome instanceof Write.Written(long revision))) {
      return outcome instanceof Write.Conflict && intent instanceof Intent.HandOver;
    }
    watch.written(intent.target().key(), revision, now);
    switch (intent) {
      case Intent.Renewal it -> {
        registered = true;
        left = it.record().status() == NodeRecord.Status.LEFT;
        lease.confirmed(it.record().beat());
      }
      case Intent.Leading it -> leadership.confirmed(it.record().beat());
      case Intent.Duty _ -> {}
      case Intent.HandOver it -> {
        commits.removeAll(it.commits());
        it.commits().forEach(move -> move.outcome.complete(true));
      }
    }
    return intent.isChange();
  }

  // ---- Learning ----

  private static Predicate<NodeId> deadBy(Observation seen, Observation before) {
    return node -> seen.isDead(node, before);
  }

  private void learn(Observation seen, List<Change> changes) {
    if (!seen.view().equals(last.view())) {
      changes.add(new Change.NewView(seen.view()));
    }
    for (ShardTable table : seen.tables().values()) {
      if (!table.equals(last.tables().get(table.type()))) {
        changes.add(new Change.NewTable(table));
      }
    }
    last = seen;
  }

  /// {@return the reason why this node must never act again, if there is one}
  private Optional<String> learnOwnFate(Observation seen) {
    NodeEntry mine = seen.nodes().get(self.name());
    if (seen.isUndecoded(self.name())) {
      return Optional.empty();
    }
    if (mine == null || !mine.record().node().equals(self)) {
      return registered && mine != null
          ? Optional.of("node " + mine.record().node() + " has taken over the name of " + self)
          : Optional.empty();
    }
    registered = true;
    switch (mine.record().status()) {
      case UP, LEAVING -> lease.confirmed(mine.record().beat());
      case LEFT -> left = true;
      case DOWN -> {
        return Optional.of(
            "node %s was declared down: it had not renewed its lease for %s"
                .formatted(self, settings.takeOverAfter()));
      }
    }
    return Optional.empty();
  }

  // ---- Every node ----

  /// Ends tenures, and resolves those whose end was unknown.
  private void handOver(Observation seen, List<Intent> intents) {
    for (ShardTable table : seen.tables().values()) {
      List<ShardTable.Shard> rows = new ArrayList<>(table.shards());
      List<MoveCommit> possible = new ArrayList<>();
      for (MoveCommit move : commits) {
        if (move.type.equals(table.type())
            && move.isPossible(table.shards().get(move.shard), self)) {
          rows.set(move.shard, table.shards().get(move.shard).ownedBy(move.to));
          possible.add(move);
        }
      }
      if (!possible.isEmpty()) {
        intents.add(new Intent.HandOver(Target.of(table.withShards(rows)), possible));
      }
    }
    for (MoveCommit move : List.copyOf(commits)) {
      ShardTable table = seen.tables().get(move.type);
      if (table == null || !move.isPossible(table.shards().get(move.shard), self)) {
        commits.remove(move);
        move.outcome.complete(table != null && move.hasHappened(table.shards().get(move.shard)));
      }
    }
  }

  /// {@return the reason why this node cannot have an entry of its own, if there is one}
  private Optional<String> renew(Observation seen, long now, List<Intent> intents) {
    if (wish == Wish.OBSERVE) {
      return Optional.empty();
    }
    Optional<NodeId> holder = nameHolder(seen, now);
    if (wish == Wish.LEAVE && !registered && (holder.isPresent() || !lease.isTried())) {
      left = true; // no other node has ever known this one
      lease.abandon();
      return Optional.empty();
    }
    String undecoded = seen.undecoded().get(Observation.nodeKey(self));
    if (undecoded != null) {
      return Optional.of("its own control entry cannot be read: " + undecoded);
    }
    if (holder.isEmpty()) {
      NodeEntry current = seen.nodes().get(self.name());
      var next = new NodeRecord(self, statusFor(seen), lease.nextBeat(), hosted);
      boolean change = current == null || !saysTheSame(current.record(), next);
      if (change || isDue(lease, now)) {
        String key = Observation.nodeKey(self);
        var target = new Target(key, seen.revision(key), Codec.encode(next));
        intents.add(new Intent.Renewal(target, next, change));
      }
    }
    return holder.map(it ->
        "its name belongs to %s until that node has left or has been silent for %s"
            .formatted(it, settings.takeOverAfter()));
  }

  /// {@return the other node that has this node's name and is not known to be gone, if there is
  /// one}
  private Optional<NodeId> nameHolder(Observation seen, long now) {
    NodeEntry current = seen.nodes().get(self.name());
    if (registered
        || current == null
        || current.record().node().equals(self)
        || !current.record().status().isAlive()
        || watch.isStill(Observation.nodeKey(self), settings.takeOverAfter(), now)) {
      return Optional.empty();
    }
    return Optional.of(current.record().node());
  }

  private NodeRecord.Status statusFor(Observation seen) {
    return switch (wish) {
      case OBSERVE, TAKE_PART -> NodeRecord.Status.UP;
      case RETIRE -> NodeRecord.Status.LEAVING;
      case LEAVE -> isNeeded(seen) ? NodeRecord.Status.LEAVING : NodeRecord.Status.LEFT;
    };
  }

  private boolean isNeeded(Observation seen) {
    return seen.tables().values().stream().anyMatch(table -> isNeededFor(table, seen));
  }

  /// {@return whether this node owns something that another node could take}
  private boolean isNeededFor(ShardTable table, Observation seen) {
    return table.shards().stream()
            .anyMatch(shard -> shard.owner().equals(self) || self.equals(shard.target()))
        && seen.hosts(table.type(), table.shardCount()).stream()
            .anyMatch(host -> !host.equals(self));
  }

  private static boolean saysTheSame(NodeRecord one, NodeRecord other) {
    return one.node().equals(other.node())
        && one.status() == other.status()
        && one.hosted().equals(other.hosted());
  }

  /// Half the period, so that a round that came early does not delay a renewal for much longer.
  private boolean isDue(Lease lease, long now) {
    return lease.sinceSentNanos(now) >= Nanos.of(settings.renewEvery()) / 2;
  }

  // ---- Leadership ----

  private void lead(Observation seen, Predicate<NodeId> dead, long now, List<Intent> intents) {
    LeaderRecord leader = seen.leader();
    if (leader != null && leader.node().equals(self) && leader.term() == term) {
      leadership.confirmed(leader.beat());
      if (isDue(leadership, now)) {
        intents.add(leading(term, seen, /* isChange= */ false));
      }
      if (isLeading(now)) {
        duties.list(seen, dead, term, now, intents);
      }
      return;
    }
    if (leader != null && leader.term() >= term) {
      term = 0;
      leadership = new Lease(settings.fenceAfter(), now);
    }
    if (lease.isHeld(now)
        && (leader == null
            || dead.test(leader.node())
            || watch.isStill(Observation.LEADER, settings.takeOverAfter(), now))) {
      long next = leader == null ? 1 : leader.term() + 1;
      intents.add(leading(next, seen, /* isChange= */ true));
    }
  }

  private Intent leading(long nextTerm, Observation seen, boolean isChange) {
    var record = new LeaderRecord(self, nextTerm, nextTerm == term ? leadership.nextBeat() : 1);
    long revision = seen.revision(Observation.LEADER);
    var target = new Target(Observation.LEADER, revision, Codec.encode(record));
    return new Intent.Leading(target, record, isChange);
  }
}
