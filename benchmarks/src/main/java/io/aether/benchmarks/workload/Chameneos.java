package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// A hundred creatures that meet in pairs in a mall, which lets two at a time exchange colours:
/// much traffic at one actor that replies all the time. After Savina, and Kaiser and Pradat-Peyre.
final class Chameneos {

  private static final int COLORS = 3;

  private Chameneos() {}

  private record Meet<R>(R who, int color) {}

  private record Met(int color) {}

  static <R, C> double[] chameneos(Contender<R, C> host, Size size) throws InterruptedException {
    int creatures = size.of(100, 100, 6);
    int meetings = size.of(200_000, 200_000, 100);
    var done = new CountDownLatch(1);
    try (var group =
        host.start(context -> {
          R mall = host.spawn(context, new Mall<>(host, meetings, done));
          List<R> refs = new ArrayList<>();
          for (int i = 0; i < creatures; i++) {
            refs.add(host.spawn(context, new Creature<>(host, mall, i % COLORS)));
          }
          return refs;
        })) {
      List<R> refs = group.made();

      long start = System.nanoTime();
      refs.forEach(ref -> host.tell(ref, Message.START));
      Waiting.await(done);
      return new double[] {(double) (System.nanoTime() - start) / meetings};
    }
  }

  private static final class Mall<R, C> implements Actor<C> {
    private final Contender<R, C> host;
    private final CountDownLatch done;
    private int left;
    private @Nullable Meet<R> first;

    Mall(Contender<R, C> host, int meetings, CountDownLatch done) {
      this.host = host;
      this.left = meetings;
      this.done = done;
    }

    @Override
    public Then onMessage(C context, Object message) {
      @SuppressWarnings("unchecked") // all are of one contender
      var second = (Meet<R>) message;
      Meet<R> waiting = first;
      if (left == 0) {
        return Then.GO_ON; // closed: creatures that come now get no reply
      }
      if (waiting == null) {
        first = second;
        return Then.GO_ON;
      }
      first = null;
      host.tell(waiting.who(), new Met(second.color()));
      host.tell(second.who(), new Met(waiting.color()));
      if (--left == 0) {
        done.countDown();
      }
      return Then.GO_ON;
    }
  }

  private static final class Creature<R, C> implements Actor<C> {
    private final Contender<R, C> host;
    private final R mall;
    private int color;

    Creature(Contender<R, C> host, R mall, int color) {
      this.host = host;
      this.mall = mall;
      this.color = color;
    }

    @Override
    public Then onMessage(C context, Object message) {
      if (message instanceof Met(int other) && other != color) {
        color = COLORS - color - other;
      }
      host.tell(mall, new Meet<>(host.self(context), color));
      return Then.GO_ON;
    }
  }
}
