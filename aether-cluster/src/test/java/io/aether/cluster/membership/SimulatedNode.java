package io.aether.cluster.membership;

import io.aether.cluster.LeaseSettings;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.ControlStore.Entry;
import io.aether.cluster.spi.ControlStore.Write;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/// One life of one node in a [ControlSimulation]: drives a [ControlLoop] through a network that
/// delays and loses, by a clock of its own, and moves shards as their owner would.
final class SimulatedNode {

  private static final long TIMEOUT = ControlSimulation.millis(1000);

  final NodeId id;
  final ControlLoop loop;

  private final ControlSimulation world;
  private final double rate;
  private final long offset;
  private final long period;

  /// Tenures that this node may not use any more: it has asked to end them.
  private final Set<String> sealed = new HashSet<>();

  boolean crashed;
  boolean cutOff;
  long pausedUntil;

  private boolean busy;
  private boolean again;
  private int inARow;

  SimulatedNode(
      ControlSimulation world,
      NodeId id,
      LeaseSettings settings,
      int minMembers,
      Map<String, Integer> hosted) {
    this.world = world;
    this.id = id;
    this.rate = 0.95 + 0.1 * world.random.nextDouble();
    this.offset = world.random.nextLong(1L << 62);
    this.period = (long) (settings.renewEvery().toNanos() / rate);
    this.loop = new ControlLoop(id, settings, minMembers, clock());
    hosted.forEach(loop::host);
    loop.join();
    tick();
  }

  /// Its own monotonic clock.
  long clock() {
    return offset + (long) (world.now * rate);
  }

  boolean isOver() {
    return crashed || loop.hasLeft() || loop.isTerminated();
  }

  boolean actsFor(ShardTable table, int shard) {
    return table.owner(shard).equals(id)
        && !sealed.contains(tenure(table.type(), shard, table.epoch(shard)));
  }

  private static String tenure(String type, int shard, long epoch) {
    return type + "/" + shard + "/" + epoch;
  }

  private void tick() {
    round();
    world.after(period, this, this::tick);
  }

  // ---- A round ----

  void round() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    list();
  }

  /// Reads each entry at a moment of its own.
  private void list() {
    List<Entry> entries = new ArrayList<>();
    boolean[] over = {false};
    world.after(TIMEOUT, this, () -> finishOnce(over, () -> endRound(false)));
    world.toStore(
        this,
        () -> {
          long longest = 0;
          for (String key : world.store.keys()) {
            long delay = world.latency();
            longest = Math.max(longest, delay);
            world.after(delay, null, () -> world.store.read(key).ifPresent(entries::add));
          }
          world.after(
              longest,
              null,
              () -> world.fromStore(this, () -> finishOnce(over, () -> decide(entries))));
        });
  }

  private void decide(List<Entry> entries) {
    var decision = loop.decide(entries, clock());
    world.check();
    handOver();
    write(decision.intents(), 0, false);
  }

  private void write(List<Intent> intents, int next, boolean changed) {
    if (next == intents.size()) {
      endRound(changed);
      return;
    }
    Intent intent = intents.get(next);
    if (!loop.send(intent, clock())) {
      write(intents, next + 1, changed);
      return;
    }
    boolean[] over = {false};
    world.after(
        TIMEOUT,
        this,
        () ->
            finishOnce(
                over,
                () -> wrote(intents, next, new Write.Unknown(new TimeoutException()), changed)));
    Intent.Target it = intent.target();
    world.toStore(
        this,
        () -> {
          Write outcome = world.store.compareAndSet(it.key(), it.revision(), it.value());
          world.fromStore(
              this, () -> finishOnce(over, () -> wrote(intents, next, outcome, changed)));
        });
  }

  private void wrote(List<Intent> intents, int next, Write outcome, boolean changed) {
    boolean hurry = loop.wrote(intents.get(next), outcome, clock());
    world.check();
    write(intents, next + 1, changed || hurry);
  }

  private void endRound(boolean changed) {
    busy = false;
    inARow = changed || again ? inARow + 1 : 0;
    if (inARow > 0 && inARow < 8) {
      round();
    } else {
      inARow = 0;
    }
  }

  private static void finishOnce(boolean[] over, Runnable end) {
    if (!over[0]) {
      over[0] = true;
      end.run();
    }
  }

  // ---- Its shards ----

  private void handOver() {
    for (ShardTable table : loop.tables().values()) {
      for (int n = 0; n < table.shardCount(); n++) {
        NodeId target = table.move(n);
        if (target != null && actsFor(table, n) && world.random.nextInt(3) > 0) {
          int shard = n;
          world.after(world.latency() * 4, this, () -> commit(table, shard, target));
        }
      }
    }
  }

  /// Assumes that a living target has restored the state that it takes over.
  private void commit(ShardTable table, int shard, NodeId target) {
    if (actsFor(table, shard) && !isOver() && !cutOff && world.isWell(target)) {
      String tenure = tenure(table.type(), shard, table.epoch(shard));
      var move = new MoveCommit(table.type(), shard, table.epoch(shard), target);
      sealed.add(tenure);
      move.outcome.thenAccept(committed -> {
        if (!committed) {
          sealed.remove(tenure);
        }
      });
      loop.commit(move);
      round();
    }
  }
}
