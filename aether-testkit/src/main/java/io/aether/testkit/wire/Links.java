package io.aether.testkit.wire;

import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The links between the nodes of a test cluster, with their faults. It lies above the transport
/// that carries the frames, so that the same faults are possible with every transport. Thread-safe.
///
/// Frames are lost, delayed or duplicated, but frames of one link do not overtake each other.
public final class Links {

  /// The quality of one link, or direction of a connection.
  ///
  /// @param loss the probability that a frame is lost
  /// @param duplication the probability that a frame arrives twice
  private record Quality(long minNanos, long maxNanos, double loss, double duplication) {
    static final Quality PERFECT = new Quality(0, 0, 0, 0);

    Quality slow(Duration min, Duration max) {
      if (min.isNegative() || max.compareTo(min) < 0) {
        throw new IllegalArgumentException(
            "A delay must satisfy 0 <= min <= max, but was " + min + " to " + max);
      }
      return new Quality(Nanos.of(min), Nanos.of(max), loss, duplication);
    }
  }

  private record Way(NodeId from, NodeId to) {}

  private record Delayed(byte[] frame, long due, Transport carrier) {}

  private static final class Lane {
    final Queue<Delayed> frames = new ArrayDeque<>();
    long lastDue;
  }

  /// The environment of the test: its time and its randomness apply to all links.
  private final Environment environment;

  // Guarded by this. None of the collections is iterated over.
  private final Map<Way, Quality> exceptions = new HashMap<>();
  private final Map<Way, Lane> lanes = new HashMap<>();
  private final Set<NodeId> cut = new HashSet<>();
  private Set<NodeId> side = Set.of();
  private Quality usual = Quality.PERFECT;

  public Links(Environment environment) {
    this.environment = environment;
  }

  /// {@return `carrier` with these faults}
  public Transport over(Transport carrier) {
    return new Faulty(carrier);
  }

  // ---- Faults ----

  public synchronized void cut(NodeId node) {
    cut.add(node);
  }

  public synchronized void mend(NodeId node) {
    cut.remove(node);
  }

  public synchronized void partition(Set<NodeId> nodes) {
    side = Set.copyOf(nodes);
  }

  public synchronized void slow(Duration min, Duration max) {
    usual = usual.slow(min, max);
  }

  public synchronized void slow(NodeId from, NodeId to, Duration min, Duration max) {
    exceptions.put(new Way(from, to), quality(new Way(from, to)).slow(min, max));
  }

  public synchronized void lose(double probability) {
    usual = new Quality(usual.minNanos, usual.maxNanos, check(probability), usual.duplication);
  }

  public synchronized void duplicate(double probability) {
    usual = new Quality(usual.minNanos, usual.maxNanos, usual.loss, check(probability));
  }

  private static double check(double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          "A probability must lie between 0 and 1, but was: " + probability);
    }
    return probability;
  }

  // ---- Frames in flight ----

  private synchronized void send(Way way, byte[] frame, Transport carrier) {
    Quality quality = quality(way);
    if (isBlocked(way) || happens(quality.loss)) {
      return;
    }
    for (int copies = happens(quality.duplication) ? 2 : 1; copies > 0; copies--) {
      Lane lane = lanes.get(way);
      if (quality.maxNanos == 0 && (lane == null || lane.frames.isEmpty())) {
        carrier.send(way.to, frame);
      } else {
        delay(way, new Delayed(frame, due(way, quality), carrier));
      }
    }
  }

  private Quality quality(Way way) {
    return exceptions.isEmpty() ? usual : exceptions.getOrDefault(way, usual);
  }

  private boolean isBlocked(Way way) {
    return cut.contains(way.from)
        || cut.contains(way.to)
        || side.contains(way.from) != side.contains(way.to);
  }

  private boolean happens(double probability) {
    return probability > 0 && environment.random().nextDouble() < probability;
  }

  /// {@return when a frame arrives: not before the frame that was sent before it}
  private long due(Way way, Quality quality) {
    long due =
        environment.scheduler().nanoTime()
            + environment.random().nextLong(quality.minNanos, quality.maxNanos + 1);
    Lane lane = lanes.get(way);
    return lane == null || lane.frames.isEmpty() || due - lane.lastDue > 0 ? due : lane.lastDue;
  }

  private void delay(Way way, Delayed frame) {
    Lane lane = lanes.computeIfAbsent(way, _ -> new Lane());
    lane.lastDue = frame.due;
    lane.frames.add(frame);
    long wait = frame.due - environment.scheduler().nanoTime();
    environment.scheduler().schedule(Duration.ofNanos(Math.max(0, wait)), () -> release(way, lane));
  }

  private synchronized void release(Way way, Lane lane) {
    long now = environment.scheduler().nanoTime();
    Delayed next;
    while ((next = lane.frames.peek()) != null && next.due - now <= 0) {
      lane.frames.remove();
      if (!isBlocked(way)) {
        next.carrier.send(way.to, next.frame);
      }
    }
  }

  private final class Faulty implements Transport {

    private final Transport carrier;

    /// Set by [#start], read by any thread.
    private volatile @Nullable NodeId self;

    Faulty(Transport carrier) {
      this.carrier = carrier;
    }

    @Override
    public void start(NodeId node, Receiver receiver) {
      self = node;
      carrier.start(node, receiver);
    }

    @Override
    public void send(NodeId target, byte[] frame) {
      NodeId from = Objects.requireNonNull(self, "start this transport before sending");
      Links.this.send(new Way(from, target), frame, carrier);
    }

    @Override
    public int maxFrameBytes() {
      return carrier.maxFrameBytes();
    }

    @Override
    public void close() {
      carrier.close();
    }
  }
}
