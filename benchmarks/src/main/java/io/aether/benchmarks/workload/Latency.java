package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// How long a message takes from `tell` to the start of its handler.
final class Latency {

  private static final int WORK_NANOS = 5_000;
  private static final double HALF = 0.5;
  private static final long PRODUCER_PAUSE_NANOS = 100_000;
  private static final long WAKE_PAUSE_NANOS = 500_000;

  private Latency() {}

  private record Sent(long atNanos) {}

  /// An open loop: a thousand actors that work five microseconds per message, and messages to
  /// random actors at a rate that keeps half of the cores busy, whether or not earlier messages
  /// have been handled.
  static <R, C> double[] atHalfLoad(Contender<R, C> host, Size size) throws InterruptedException {
    int actors = size.of(1000, 1000, 10);
    int millis = size.of(1500, 1000, 20);
    double perNano = HALF * Runtime.getRuntime().availableProcessors() / WORK_NANOS;
    int messages = (int) (millis * 1e6 * perNano);
    var latencies = new Histogram();
    var handled = new CountDownLatch(messages);
    int rounds = Work.roundsFor(WORK_NANOS);
    try (var group =
        host.start(context -> {
          List<R> refs = new ArrayList<>();
          for (int i = 0; i < actors; i++) {
            refs.add(host.spawn(context, new Worker<C>(latencies, rounds, handled)));
          }
          return refs;
        })) {
      List<R> refs = group.made();
      var random = new RandomIndex(1);
      long start = System.nanoTime();
      int sent = 0;
      while (sent < messages) {
        int due = (int) Math.min(messages, (System.nanoTime() - start) * perNano);
        for (; sent < due; sent++) {
          host.tell(refs.get(random.below(actors)), new Sent(System.nanoTime()));
        }
        LockSupport.parkNanos(PRODUCER_PAUSE_NANOS);
      }
      Waiting.await(handled);
      return new double[] {latencies.microsAt(0.5), latencies.microsAt(0.99)};
    }
  }

  /// One idle actor, and a message every half millisecond.
  static <R, C> double[] wake(Contender<R, C> host, Size size) throws InterruptedException {
    int messages = size.of(1000, 1000, 20);
    var latencies = new Histogram();
    var handled = new CountDownLatch(messages);
    try (var group =
        host.start(context -> host.spawn(context, new Worker<C>(latencies, 0, handled)))) {
      for (int i = 0; i < messages; i++) {
        host.tell(group.made(), new Sent(System.nanoTime()));
        LockSupport.parkNanos(WAKE_PAUSE_NANOS);
      }
      Waiting.await(handled);
      return new double[] {latencies.microsAt(0.5)};
    }
  }

  private record Worker<C>(Histogram latencies, int rounds, CountDownLatch handled)
      implements Actor<C> {
    @Override
    public Then onMessage(C context, Object message) {
      latencies.add(System.nanoTime() - ((Sent) message).atNanos());
      Work.burn(rounds);
      handled.countDown();
      return Then.GO_ON;
    }
  }
}
