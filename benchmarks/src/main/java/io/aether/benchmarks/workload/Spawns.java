package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.concurrent.CountDownLatch;

/// Actors that live for one message: one parent starts them all and sends each one message, after
/// which it stops. The measurement ends when the parent has no children any more.
final class Spawns {

  private Spawns() {}

  static <R, C> double[] spawn100k(Contender<R, C> host, Size size) throws InterruptedException {
    return run(host, size.of(100_000, 100_000, 200));
  }

  static <R, C> double[] spawn1m(Contender<R, C> host, Size size) throws InterruptedException {
    return run(host, size.of(1_000_000, 1_000_000, 300));
  }

  private static <R, C> double[] run(Contender<R, C> host, int actors) throws InterruptedException {
    long start = System.nanoTime();
    live(host, actors);
    return new double[] {(double) (System.nanoTime() - start) / actors};
  }

  /// Returns when all have stopped.
  static <R, C> void live(Contender<R, C> host, int actors) throws InterruptedException {
    var left = new CountDownLatch(actors);
    try (var _ =
        host.start(context -> {
          for (int i = 0; i < actors; i++) {
            host.tell(host.spawn(context, new Once<C>(left)), Message.NEXT);
          }
          return left;
        })) {
      Waiting.await(left);
    }
  }

  private record Once<C>(CountDownLatch left) implements Actor<C> {
    @Override
    public Then onMessage(C context, Object message) {
      left.countDown();
      return Then.STOP;
    }
  }
}
