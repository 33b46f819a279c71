package io.aether.cluster.membership;

import io.aether.actor.ActorSystem;
import io.aether.cluster.LeaseSettings;
import io.aether.cluster.NodeId;
import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.spi.ControlStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// A node that runs only a control plane: as an owner, it commits each move at once.
final class PlaneNode implements AutoCloseable {

  /// Does not expire when the machine is busy.
  private static final LeaseSettings LEASE =
      new LeaseSettings(Duration.ofMillis(50), Duration.ofSeconds(8), Duration.ofSeconds(12));

  /// For tests that wait until a lease has expired.
  static final LeaseSettings SHORT_LEASE =
      new LeaseSettings(Duration.ofMillis(50), Duration.ofMillis(1_000), Duration.ofMillis(1_600));

  private static final AtomicLong LIVES = new AtomicLong();

  final ActorSystem system;
  final InMemoryControlStore.Connection store;
  final ControlPlane plane;

  private PlaneNode(InMemoryControlStore shared, NodeId id, int minMembers, LeaseSettings lease) {
    this(shared, id, minMembers, lease, store -> store);
  }

  private PlaneNode(
      InMemoryControlStore shared,
      NodeId id,
      int minMembers,
      LeaseSettings lease,
      UnaryOperator<ControlStore> access) {
    system = ActorSystem.create(id.name());
    store = shared.connect(system.spi().environment());
    plane = ControlPlane.start(system, id, access.apply(store), lease, minMembers);
  }

  static PlaneNode start(InMemoryControlStore shared, String name, int minMembers) {
    return start(shared, name, minMembers, LEASE);
  }

  static PlaneNode startWithShortLease(InMemoryControlStore shared, String name) {
    return start(shared, name, 1, SHORT_LEASE);
  }

  private static PlaneNode start(
      InMemoryControlStore shared, String name, int minMembers, LeaseSettings lease) {
    var node = new PlaneNode(shared, new NodeId(name, LIVES.incrementAndGet()), minMembers, lease);
    node.plane.onChange(node::move);
    return node;
  }

  /// A node that reads and writes the store through `access`.
  static PlaneNode startOver(
      InMemoryControlStore shared, String name, UnaryOperator<ControlStore> access) {
    return new PlaneNode(shared, new NodeId(name, LIVES.incrementAndGet()), 1, SHORT_LEASE, access);
  }

  static PlaneNode startWithoutMoving(InMemoryControlStore shared, String name) {
    return new PlaneNode(shared, new NodeId(name, LIVES.incrementAndGet()), 1, LEASE);
  }

  NodeId id() {
    return plane.self();
  }

  private void move(Change change) {
    if (change instanceof Change.NewTable(var table)) {
      for (int shard = 0; shard < table.shardCount(); shard++) {
        NodeId target = table.move(shard);
        if (target != null && table.owner(shard).equals(id())) {
          plane.commitMove(table.type(), shard, table.epoch(shard), target);
        }
      }
    }
  }

  /// The number of shards of `type` that this node owns, as far as it knows.
  int owned(String type) {
    return (int)
        plane.table(type).stream()
            .flatMap(table -> table.shards().stream())
            .filter(shard -> shard.owner().equals(id()) && shard.target() == null)
            .count();
  }

  @Override
  public void close() {
    plane.close();
    system.close();
  }
}
