package io.aether.benchmarks.workload;

import com.sun.management.ThreadMXBean;
import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Measures bytes instead of time: the bytes that all threads together allocate, and the size of an
/// idle actor. The result does not depend on other load on the machine, so it can be a gate.
final class Memory {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int COLLECTIONS = 2;

  private Memory() {}

  /// Messages that queue up: the actor is held until all have been sent.
  static <R, C> double[] allocTell(Contender<R, C> host, Size size) throws InterruptedException {
    int messages = size.of(1_000_000, 1_000_000, 500);
    var release = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    try (var group =
        host.start(context -> host.spawn(context, new Held<C>(messages, release, done)))) {
      R held = group.made();
      host.tell(held, Message.START);

      long before = allocatedBytes();
      host.inContext(() -> {
        for (int i = 0; i < messages; i++) {
          host.tell(held, Message.NEXT);
        }
      });
      release.countDown();
      Waiting.await(done);
      return perOne(before, messages);
    }
  }

  /// Messages that queue up and carry a context, for a contender that can carry one.
  static <R, C> double[] allocTellContext(Contender<R, C> host, Size size)
      throws InterruptedException {
    Contender<R, C> carrying = host.carrying();
    try {
      return allocTell(carrying, size);
    } finally {
      if (carrying != host) {
        carrying.close();
      }
    }
  }

  /// Messages to an actor that handles each one before the next is sent.
  static <R, C> double[] allocPingPong(Contender<R, C> host, Size size)
      throws InterruptedException {
    int roundTrips = size.of(200_000, 200_000, 200);
    long before = allocatedBytes();
    Pairs.pingPong(host, size);
    return perOne(before, 2 * roundTrips);
  }

  static <R, C> double[] allocSpawn(Contender<R, C> host, Size size) throws InterruptedException {
    int actors = size.of(100_000, 100_000, 200);
    long before = allocatedBytes();
    Spawns.live(host, actors);
    return perOne(before, actors);
  }

  static <R, C> double[] allocAsk(Contender<R, C> host, Size size) throws InterruptedException {
    int asks = size.of(200_000, 200_000, 500);
    try (var group = host.start(context -> host.spawn(context, new Asks.Answerer<>(host)))) {
      long before = allocatedBytes();
      Asks.pipeline(host, group.made(), asks);
      return perOne(before, asks);
    }
  }

  /// The size of one actor on the heap after its first message, including its behavior of 32 bytes:
  /// one object of the harness and one of the workload.
  static <R, C> double[] idle(Contender<R, C> host, Size size) throws InterruptedException {
    int actors = size.of(500_000, 200_000, 500);
    List<R> refs = new ArrayList<>(actors);
    var greeted = new CountDownLatch(actors);
    long before = usedBytes();
    try (var _ =
        host.start(context -> {
          for (int i = 0; i < actors; i++) {
            refs.add(host.spawn(context, new Idle<C>(greeted)));
          }
          return refs;
        })) {
      refs.forEach(ref -> host.tell(ref, Message.NEXT));
      Waiting.await(greeted);
      return new double[] {(double) (usedBytes() - before) / actors};
    }
  }

  private static double[] perOne(long before, int operations) {
    return new double[] {(double) (allocatedBytes() - before) / operations};
  }

  private static long allocatedBytes() {
    return THREADS.getTotalThreadAllocatedBytes();
  }

  /// The lowest value of several collections, because reference processing may take more than one.
  private static long usedBytes() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COLLECTIONS; i++) {
      TimeUnit.MILLISECONDS.sleep(20);
      least = Math.min(least, LiveHeap.bytes());
    }
    return least;
  }

  private record Idle<C>(CountDownLatch greeted) implements Actor<C> {
    @Override
    public Then onMessage(C context, Object message) {
      greeted.countDown();
      return Then.GO_ON;
    }
  }

  /// Waits in its first message until it is released, then counts.
  private static final class Held<C> implements Actor<C> {
    private int left;
    private final CountDownLatch release;
    private final CountDownLatch done;

    Held(int messages, CountDownLatch release, CountDownLatch done) {
      this.left = messages;
      this.release = release;
      this.done = done;
    }

    @Override
    public Then onMessage(C context, Object message) {
      if (message == Message.START) {
        try {
          Waiting.await(release);
        } catch (InterruptedException e) {
          throw new IllegalStateException("nobody interrupts an actor", e);
        }
      } else if (--left == 0) {
        done.countDown();
      }
      return Then.GO_ON;
    }
  }
}
