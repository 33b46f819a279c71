package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Ten thousand actors whose handlers block for ten milliseconds, ten messages each: a hundred
/// milliseconds at best. If the actors of a contender must not block, a hundredth of them is used,
/// and the time is multiplied.
final class Blocking {

  private static final int SHARE = 100;

  private Blocking() {}

  static <R, C> double[] blocking(Contender<R, C> host, Size size) throws InterruptedException {
    int wanted = size.of(10_000, 10_000, 100);
    int actors = host.actorsMayBlock() ? wanted : wanted / SHARE;
    int messages = size.of(10, 10, 2);
    var done = new CountDownLatch(actors);
    try (var group =
        host.start(context -> {
          List<R> refs = new ArrayList<>();
          for (int i = 0; i < actors; i++) {
            refs.add(host.spawn(context, new Sleeper<C>(messages, done)));
          }
          return refs;
        })) {
      List<R> refs = group.made();

      long start = System.nanoTime();
      for (int i = 0; i < messages; i++) {
        refs.forEach(ref -> host.tell(ref, Message.NEXT));
      }
      Waiting.await(done);
      return new double[] {(System.nanoTime() - start) / 1e6 * wanted / actors};
    }
  }

  private static final class Sleeper<C> implements Actor<C> {
    private int left;
    private final CountDownLatch done;

    Sleeper(int messages, CountDownLatch done) {
      this.left = messages;
      this.done = done;
    }

    @Override
    public Then onMessage(C context, Object message) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts an actor", e);
      }
      if (--left == 0) {
        done.countDown();
      }
      return Then.GO_ON;
    }
  }
}
