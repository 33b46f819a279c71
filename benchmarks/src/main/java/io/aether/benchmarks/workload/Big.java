package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Many to many, after Savina's benchmark of that name: a thousand actors, each of which pings a
/// random other one and waits for its pong, again and again.
final class Big {

  private Big() {}

  private record Ping<R>(R from) {}

  static <R, C> double[] big(Contender<R, C> host, Size size) throws InterruptedException {
    int members = size.of(1000, 1000, 10);
    int pings = size.of(1000, 500, 50);
    var done = new CountDownLatch(members);
    try (var group =
        host.start(context -> {
          List<R> refs = new ArrayList<>();
          for (int i = 0; i < members; i++) {
            refs.add(host.spawn(context, new Member<>(host, refs, pings, i, done)));
          }
          return refs;
        })) {
      List<R> refs = group.made();

      long start = System.nanoTime();
      refs.forEach(ref -> host.tell(ref, Message.START));
      Waiting.await(done);
      return new double[] {(double) (System.nanoTime() - start) / (2L * members * pings)};
    }
  }

  private static final class Member<R, C> implements Actor<C> {
    private final Contender<R, C> host;
    private final List<R> all;
    private final CountDownLatch done;
    private final RandomIndex random;
    private int left;

    Member(Contender<R, C> host, List<R> all, int pings, int seed, CountDownLatch done) {
      this.host = host;
      this.all = all;
      this.left = pings;
      this.random = new RandomIndex(seed);
      this.done = done;
    }

    @Override
    public Then onMessage(C context, Object message) {
      if (message instanceof Ping<?> ping) {
        @SuppressWarnings("unchecked") // all are of one contender
        R from = (R) ping.from();
        host.tell(from, Message.NEXT);
      } else if (left-- == 0) {
        done.countDown();
      } else {
        host.tell(all.get(random.below(all.size())), new Ping<>(host.self(context)));
      }
      return Then.GO_ON;
    }
  }
}
