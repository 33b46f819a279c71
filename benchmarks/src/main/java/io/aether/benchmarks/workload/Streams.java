package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.concurrent.CountDownLatch;

/// Platform threads outside the actors that send as fast as they can to one actor that counts. With
/// one thread this is `tell`, with more it is `fanin`.
final class Streams {

  private Streams() {}

  static <R, C> double[] tell(Contender<R, C> host, Size size) throws InterruptedException {
    return stream(host, 1, size);
  }

  static <R, C> double[] fanIn2(Contender<R, C> host, Size size) throws InterruptedException {
    return stream(host, 2, size);
  }

  static <R, C> double[] fanIn4(Contender<R, C> host, Size size) throws InterruptedException {
    return stream(host, 4, size);
  }

  static <R, C> double[] fanIn8(Contender<R, C> host, Size size) throws InterruptedException {
    return stream(host, 8, size);
  }

  private static <R, C> double[] stream(Contender<R, C> host, int senders, Size size)
      throws InterruptedException {
    int each = size.of(2_000_000, 2_000_000, 800) / senders;
    int messages = each * senders;
    var done = new CountDownLatch(1);
    try (var group = host.start(context -> host.spawn(context, new Counter<C>(messages, done)))) {
      R counter = group.made();
      var ready = new CountDownLatch(senders - 1);
      var go = new CountDownLatch(1);
      for (int i = 1; i < senders; i++) {
        Thread.ofPlatform()
            .start(() -> {
              ready.countDown();
              awaitStart(go);
              send(host, counter, each);
            });
      }
      Waiting.await(ready);

      long start = System.nanoTime();
      go.countDown();
      send(host, counter, each);
      Waiting.await(done);
      return new double[] {(double) (System.nanoTime() - start) / messages};
    }
  }

  private static <R> void send(Contender<R, ?> host, R counter, int messages) {
    for (int i = 0; i < messages; i++) {
      host.tell(counter, Message.NEXT);
    }
  }

  private static void awaitStart(CountDownLatch go) {
    try {
      Waiting.await(go);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a sender", e);
    }
  }

  /// Counts its messages, and signals the last one.
  static final class Counter<C> implements Actor<C> {
    private int left;
    private final CountDownLatch done;

    Counter(int messages, CountDownLatch done) {
      this.left = messages;
      this.done = done;
    }

    @Override
    public Then onMessage(C context, Object message) {
      if (--left == 0) {
        done.countDown();
      }
      return Then.GO_ON;
    }
  }
}
