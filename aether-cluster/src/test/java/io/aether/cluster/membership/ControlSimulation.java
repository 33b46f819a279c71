package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.cluster.LeaseSettings;
import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.ControlStore.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A cluster in virtual time: nodes are paused, crash, leave, come back and are cut off, clocks run
/// at different rates, and the store delays, fails, does not answer and has damaged entries.
/// Everything follows from the seed. The safety properties are checked after every step.
final class ControlSimulation {

  private static final LeaseSettings SETTINGS =
      new LeaseSettings(Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(6));
  private static final long STORM = millis(60_000);
  private static final long RECOVERY = millis(60_000);
  private static final long QUIET = millis(15_000);

  final SplittableRandom random;
  final SimulatedStore store = new SimulatedStore(this::onWrite);

  /// The time, which no node can see.
  long now;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Map<String, Integer> types;
  private final int minMembers;

  /// The newest life of each name.
  private final Map<String, SimulatedNode> newest = new TreeMap<>();

  private final List<SimulatedNode> lives = new ArrayList<>();
  private long sequence;
  private boolean calm;

  private record Event(long at, long sequence, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  ControlSimulation(long seed) {
    random = new SplittableRandom(seed);
    types = random.nextBoolean() ? Map.of("a", 12) : new TreeMap<>(Map.of("a", 12, "b", 5));
    minMembers = 1 + random.nextInt(2);
    int names = 3 + random.nextInt(3);
    for (int n = 0; n < names; n++) {
      String name = "n" + n;
      after(random.nextLong(millis(5_000)), null, () -> start(name));
      after(random.nextLong(millis(20_000)), null, () -> disturb(name));
    }
    after(random.nextLong(millis(40_000)), null, this::vandalize);
  }

  static long millis(long count) {
    return count * 1_000_000;
  }

  /// The whole run: faults, recovery, and a time in which nothing may happen any more.
  void run() {
    runUntil(STORM);
    calm = true;
    newest.values().forEach(node -> node.cutOff = false);
    newest.keySet().forEach(this::keepStarted);
    runUntil(STORM + RECOVERY);
    Map<String, Long> before = revisions();
    checkSettled();
    runUntil(STORM + RECOVERY + QUIET);
    assertThat(revisions()).as("nothing is written without need").isEqualTo(before);
  }

  /// No node can reach the store for a while; otherwise all is well.
  void runOutage() {
    calm = true;
    runUntil(RECOVERY);
    Map<String, Long> before = revisions();
    checkSettled();
    long spell = millis(2_000) + random.nextLong(millis(28_000));
    outage(spell);
    runUntil(now + spell + QUIET);
    assertThat(revisions()).as("an outage of %d ns moves nothing", spell).isEqualTo(before);
    checkSettled();
  }

  private void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at <= end) {
      Event event = events.remove();
      now = event.at;
      event.action.run();
    }
    now = end;
  }

  // ---- Time, network, faults ----

  /// @param node whose pauses and end the action is subject to, if any
  void after(long delay, @Nullable SimulatedNode node, Runnable action) {
    Runnable step = node == null ? action : () -> runOn(node, action);
    events.add(new Event(now + delay, sequence++, step));
  }

  private void runOn(SimulatedNode node, Runnable action) {
    if (node.pausedUntil > now) {
      after(node.pausedUntil - now, node, action);
    } else if (!node.isOver()) {
      action.run();
    }
  }

  long latency() {
    boolean slow = !calm && random.nextInt(50) == 0;
    return millis(1) + random.nextLong(slow ? millis(8_000) : millis(20));
  }

  void toStore(SimulatedNode node, Runnable effect) {
    if (!isLost(node)) {
      after(latency(), null, effect);
    }
  }

  void fromStore(SimulatedNode node, Runnable answer) {
    if (!isLost(node)) {
      after(latency(), node, answer);
    }
  }

  private boolean isLost(SimulatedNode node) {
    return node.cutOff || (!calm && random.nextInt(40) == 0);
  }

  boolean isWell(NodeId id) {
    var node = newest.get(id.name());
    return node != null && node.id.equals(id) && !node.isOver() && !node.cutOff;
  }

  private void start(String name) {
    var old = newest.get(name);
    if (old == null || old.isOver()) {
      var id = new NodeId(name, random.nextLong());
      var node = new SimulatedNode(this, id, SETTINGS, minMembers, types);
      newest.put(name, node);
      lives.add(node);
    }
  }

  /// Waits until the last pause has ended and every node that was about to leave has left.
  private void keepStarted(String name) {
    start(name);
    if (now < STORM + RECOVERY / 2) {
      after(millis(1_000), null, () -> keepStarted(name));
    }
  }

  private void disturb(String name) {
    if (calm) {
      return;
    }
    var node = newest.get(name);
    if (node != null && !node.isOver()) {
      long spell = millis(500) + random.nextLong(millis(12_000));
      switch (random.nextInt(5)) {
        case 0 -> node.pausedUntil = now + spell;
        case 1 -> {
          node.cutOff = true;
          after(spell, null, () -> node.cutOff = false);
        }
        case 2 -> node.crashed = true;
        case 3 -> node.loop.leave();
        default -> outage(spell);
      }
    }
    after(random.nextLong(millis(8_000)), null, () -> start(name));
    after(millis(1_000) + random.nextLong(millis(25_000)), null, () -> disturb(name));
  }

  /// One entry at a time has a value that cannot be decoded, for a while.
  private void vandalize() {
    List<String> keys = store.keys();
    if (calm || keys.isEmpty()) {
      return;
    }
    Runnable restore = store.damage(keys.get(random.nextInt(keys.size())));
    after(
        millis(100) + random.nextLong(millis(15_000)),
        null,
        () -> {
          restore.run();
          after(random.nextLong(millis(10_000)), null, this::vandalize);
        });
  }

  private void outage(long spell) {
    var all = List.copyOf(newest.values());
    all.forEach(node -> node.cutOff = true);
    after(spell, null, () -> all.forEach(node -> node.cutOff = false));
  }

  // ---- Safety: must hold at every step ----

  void check() {
    int leaders = 0;
    Map<String, SimulatedNode[]> owners = new HashMap<>();
    for (var node : lives) {
      if (node.crashed) {
        continue;
      }
      if (node.loop.isLeading(node.clock()) && ++leaders > 1) {
        throw new AssertionError("two leaders act at " + now + ", one of them is " + node.id);
      }
      if (node.loop.holdsLease(node.clock())) {
        node.loop.tables().values().forEach(table -> claim(node, table, owners));
      }
    }
  }

  private void claim(SimulatedNode node, ShardTable table, Map<String, SimulatedNode[]> owners) {
    var claimed = owners.computeIfAbsent(table.type(), _ -> new SimulatedNode[table.shardCount()]);
    for (int shard = 0; shard < claimed.length; shard++) {
      if (node.actsFor(table, shard)) {
        if (claimed[shard] != null) {
          throw new AssertionError(
              "%s and %s both act for shard %d of %s at %d"
                  .formatted(claimed[shard].id, node.id, shard, table.type(), now));
        }
        claimed[shard] = node;
      }
    }
  }

  private void onWrite(@Nullable Entry before, Entry after) {
    String key = after.key();
    if (before != null && key.equals(Observation.VIEW)) {
      assertThat(Codec.view(key, after.value()).version())
          .as("version of the view")
          .isGreaterThan(Codec.view(key, before.value()).version());
    } else if (before != null && key.startsWith(Observation.TABLES)) {
      ShardTable old = Codec.table(key, "", before.revision(), before.value());
      ShardTable next = Codec.table(key, "", after.revision(), after.value());
      for (int shard = 0; shard < old.shardCount(); shard++) {
        boolean sameOwner = old.owner(shard).equals(next.owner(shard));
        assertThat(next.epoch(shard))
            .as("epoch of shard %d at %d", shard, now)
            .isEqualTo(old.epoch(shard) + (sameOwner ? 0 : 1));
      }
    } else if (before != null && key.startsWith(Observation.NODES)) {
      checkFenced(Codec.node(key, before.value()), Codec.node(key, after.value()));
    }
  }

  private void checkFenced(NodeRecord before, NodeRecord after) {
    if (after.node().equals(before.node()) && after.status().isAlive()) {
      return;
    }
    for (var node : lives) {
      if (node.id.equals(before.node()) && !node.crashed && node.loop.holdsLease(node.clock())) {
        throw new AssertionError(node.id + " is given up at " + now + " before it is fenced");
      }
    }
  }

  // ---- Liveness: must hold in the end ----

  private Map<String, Long> revisions() {
    Map<String, Long> found = new TreeMap<>();
    for (String key : store.keys()) {
      if (key.equals(Observation.VIEW) || key.startsWith(Observation.TABLES)) {
        found.put(key, store.read(key).orElseThrow().revision());
      }
    }
    return found;
  }

  private void checkSettled() {
    assertThat(lives.stream().filter(it -> !it.isOver() && it.loop.isLeading(it.clock())))
        .as("acting leaders")
        .hasSize(1);
    Set<NodeId> up = new HashSet<>();
    for (var node : newest.values()) {
      assertThat(node.isOver()).as("%s is over", node.id).isFalse();
      assertThat(node.loop.holdsLease(node.clock())).as("lease of %s", node.id).isTrue();
      assertThat(node.loop.view().isUp(node.id)).as("%s is up", node.id).isTrue();
      up.add(node.id);
    }
    for (var node : newest.values()) {
      assertThat(node.loop.view().members())
          .allMatch(it -> it.status() == Member.Status.UP && up.contains(it.node()));
      assertThat(node.loop.tables().keySet()).isEqualTo(types.keySet());
      node.loop.tables().values().forEach(table -> checkBalanced(table, up));
    }
  }

  private static void checkBalanced(ShardTable table, Set<NodeId> up) {
    Map<NodeId, Integer> counts = new HashMap<>();
    up.forEach(node -> counts.put(node, 0));
    for (int shard = 0; shard < table.shardCount(); shard++) {
      assertThat(up).as("owner of shard %d", shard).contains(table.owner(shard));
      assertThat(table.move(shard)).as("move of shard %d", shard).isNull();
      counts.merge(table.owner(shard), 1, Integer::sum);
    }
    int[] sorted = counts.values().stream().mapToInt(Integer::intValue).sorted().toArray();
    assertThat(sorted[sorted.length - 1] - sorted[0])
        .as("spread of %s", Arrays.toString(sorted))
        .isLessThanOrEqualTo(1);
  }
}
