package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A token, new at each hop, that goes round a ring of a thousand actors.
final class Ring {

  private Ring() {}

  private record Token(int hopsLeft) {}

  static <R, C> double[] ring(Contender<R, C> host, Size size) throws InterruptedException {
    int members = size.of(1000, 1000, 10);
    int hops = size.of(400_000, 400_000, 500);
    var done = new CountDownLatch(1);
    try (var group =
        host.start(context -> {
          List<Member<R, C>> actors = new ArrayList<>();
          List<R> refs = new ArrayList<>();
          for (int i = 0; i < members; i++) {
            var actor = new Member<>(host, done);
            actors.add(actor);
            refs.add(host.spawn(context, actor));
          }
          for (int i = 0; i < members; i++) {
            actors.get(i).next = refs.get((i + 1) % members);
          }
          return refs.getFirst();
        })) {
      long start = System.nanoTime();
      host.tell(group.made(), new Token(hops));
      Waiting.await(done);
      return new double[] {(double) (System.nanoTime() - start) / hops};
    }
  }

  private static final class Member<R, C> implements Actor<C> {
    private final Contender<R, C> host;
    private final CountDownLatch done;

    /// Set before the first message.
    @SuppressWarnings("NullAway.Init")
    private R next;

    Member(Contender<R, C> host, CountDownLatch done) {
      this.host = host;
      this.done = done;
    }

    @Override
    public Then onMessage(C context, Object message) {
      var token = (Token) message;
      if (token.hopsLeft == 0) {
        done.countDown();
      } else {
        host.tell(next, new Token(token.hopsLeft - 1));
      }
      return Then.GO_ON;
    }
  }
}
