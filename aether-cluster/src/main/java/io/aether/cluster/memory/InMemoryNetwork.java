package io.aether.cluster.memory;

import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.Transport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A network between nodes of one JVM, which can be made as unreliable as a real one. Thread-safe.
///
/// Frames arrive in order from one node to another, also if some are lost or delayed. A sender only
/// queues; receivers run on a dispatcher. All delays and random choices come from the environment,
/// so a simulation replays them.
@Experimental
public final class InMemoryNetwork {

  private static final int MAX_FRAME_BYTES = 1024 * 1024;

  private final Environment environment;

  // Guarded by this. None of the collections is iterated.
  private final Map<NodeId, Endpoint> endpoints = new HashMap<>();
  private final Map<Pair, Lane> lanes = new HashMap<>();
  private final Set<NodeId> cut = new HashSet<>();
  private Set<NodeId> side = Set.of();
  private long minDelayNanos;
  private long maxDelayNanos;
  private double loss;
  private double duplication;
  private long lost;

  record Pair(NodeId from, NodeId to) {}

  private InMemoryNetwork(Environment environment) {
    this.environment = environment;
  }

  /// A network on which frames are neither lost nor delayed.
  ///
  /// @param system in whose time and on whose threads frames travel, usually that of the first node
  public static InMemoryNetwork create(ActorSystem system) {
    return create(system.spi().environment());
  }

  /// A network on which frames are neither lost nor delayed, in the time of an environment.
  public static InMemoryNetwork create(Environment environment) {
    return new InMemoryNetwork(environment);
  }

  /// {@return the way into this network for one node}
  public Transport connect() {
    return connect(environment);
  }

  /// {@return the way into this network for the node with this actor system}
  public Transport connect(ActorSystem system) {
    return connect(system.spi().environment());
  }

  /// {@return the way into this network for one node}
  ///
  /// @param receiving on whose dispatcher the node's receiver runs
  public Transport connect(Environment receiving) {
    return new Endpoint(receiving.dispatcher());
  }

  // ---- Faults ----

  /// Isolates a node: no frame gets in or out, and frames in flight are lost.
  public synchronized void cut(NodeId node) {
    cut.add(node);
  }

  /// Ends [#cut].
  public synchronized void heal(NodeId node) {
    cut.remove(node);
  }

  /// Splits the network: the nodes in `side` reach each other, the other nodes reach each other,
  /// and no node reaches the other side. Replaces an earlier partition.
  public synchronized void partition(Set<NodeId> side) {
    this.side = Set.copyOf(side);
  }

  /// Ends [#partition] and every [#cut].
  public synchronized void healAll() {
    side = Set.of();
    cut.clear();
  }

  /// Lets frames take a random time from now on; they still do not overtake each other.
  public synchronized void delay(Duration min, Duration max) {
    if (min.isNegative() || max.compareTo(min) < 0) {
      throw new IllegalArgumentException(
          "Expected 0 <= min <= max, but min was " + min + " and max " + max);
    }
    minDelayNanos = Nanos.of(min);
    maxDelayNanos = Nanos.of(max);
  }

  /// Loses a part of the frames from now on.
  ///
  /// @param probability from 0 to 1, for each frame
  public synchronized void lose(double probability) {
    loss = checkProbability(probability);
  }

  /// Delivers a part of the frames twice from now on.
  ///
  /// @param probability from 0 to 1, for each frame
  public synchronized void duplicate(double probability) {
    duplication = checkProbability(probability);
  }

  private static double checkProbability(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "Expected a probability between 0 and 1, but got " + probability);
    }
    return probability;
  }

  /// {@return the number of frames lost so far, for any reason}
  public synchronized long lostFrames() {
    return lost;
  }

  // ---- Delivery ----

  private synchronized void register(NodeId node, Endpoint endpoint) {
    if (endpoints.putIfAbsent(node, endpoint) != null) {
      throw new IllegalStateException(node + " is on this network already");
    }
  }

  private synchronized void unregister(NodeId node, Endpoint endpoint) {
    endpoints.remove(node, endpoint);
  }

  private synchronized void send(NodeId from, NodeId to, byte[] frame) {
    if (!endpoints.containsKey(from) || happens(loss)) {
      lost++;
      return;
    }
    Lane lane = lanes.computeIfAbsent(new Pair(from, to), Lane::new);
    int copies = happens(duplication) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long delay =
          maxDelayNanos == 0 ? 0 : environment.random().nextLong(minDelayNanos, maxDelayNanos + 1);
      if (delay == 0 && lane.isEmpty()) {
        arrive(lane.pair(), frame);
      } else {
        long now = environment.scheduler().nanoTime();
        long wait = lane.add(frame, now, delay);
        environment.scheduler().schedule(Duration.ofNanos(wait), () -> release(lane));
      }
    }
  }

  private boolean happens(double probability) {
    return probability > 0 && environment.random().nextDouble() < probability;
  }

  private synchronized void release(Lane lane) {
    long now = environment.scheduler().nanoTime();
    byte[] frame;
    while ((frame = lane.due(now)) != null) {
      arrive(lane.pair(), frame);
    }
  }

  /// Called with the lock held, so that frames of a pair are queued in order.
  private void arrive(Pair pair, byte[] frame) {
    Endpoint target = endpoints.get(pair.to());
    if (target == null
        || cut.contains(pair.from())
        || cut.contains(pair.to())
        || side.contains(pair.from()) != side.contains(pair.to())) {
      lost++;
    } else {
      Objects.requireNonNull(target.inbox).add(frame);
    }
  }

  /// One node's connection.
  ///
  ///     NEW --start()--> STARTED --close()--> CLOSED
  private final class Endpoint implements Transport {

    private final Dispatcher dispatcher;

    /// Set by [#start], read by any thread.
    private volatile @Nullable NodeId self;

    /// Set by [#start] before the node is registered; read under the network's lock.
    private @Nullable Inbox inbox;

    Endpoint(Dispatcher dispatcher) {
      this.dispatcher = dispatcher;
    }

    @Override
    public void start(NodeId node, Receiver receiver) {
      if (self != null) {
        throw new IllegalStateException("This transport was started for " + self + " already");
      }
      inbox = new Inbox(dispatcher, receiver);
      self = node;
      register(node, this);
    }

    @Override
    public void send(NodeId target, byte[] frame) {
      if (frame.length > MAX_FRAME_BYTES) {
        throw new IllegalArgumentException(
            "A frame has at most %d bytes, but this one has %d"
                .formatted(MAX_FRAME_BYTES, frame.length));
      }
      NodeId from = self;
      if (from == null) {
        throw new IllegalStateException("Start this transport before sending");
      }
      InMemoryNetwork.this.send(from, target, frame);
    }

    @Override
    public int maxFrameBytes() {
      return MAX_FRAME_BYTES;
    }

    @Override
    public void close() {
      NodeId node = self;
      if (node != null) {
        unregister(node, this);
        Objects.requireNonNull(inbox).close();
      }
    }
  }
}
