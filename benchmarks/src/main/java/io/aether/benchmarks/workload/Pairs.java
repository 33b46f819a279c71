package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Two actors that send constants back and forth. With one message in flight this is ping-pong,
/// with fifty it is Pekko's own benchmark of typed actors, here `echo`.
final class Pairs {

  private Pairs() {}

  static <R, C> double[] pingPong(Contender<R, C> host, Size size) throws InterruptedException {
    return run(host, 1, size.of(200_000, 200_000, 200), 1);
  }

  static <R, C> double[] pingPong1000(Contender<R, C> host, Size size) throws InterruptedException {
    return run(host, size.of(1000, 1000, 20), size.of(1000, 1000, 20), 1);
  }

  /// Cost for each message, not for each round trip.
  static <R, C> double[] echo(Contender<R, C> host, Size size) throws InterruptedException {
    double[] cost = run(host, size.of(256, 256, 4), size.of(8000, 2000, 200), 50);
    return new double[] {cost[0] / 2};
  }

  private static <R, C> double[] run(Contender<R, C> host, int pairs, int roundTrips, int underWay)
      throws InterruptedException {
    var done = new CountDownLatch(pairs);
    try (var group =
        host.start(context -> {
          List<R> servers = new ArrayList<>();
          for (int i = 0; i < pairs; i++) {
            var server = new Server<>(host, roundTrips, underWay, done);
            R ref = host.spawn(context, server);
            server.peer = host.spawn(context, new Returner<>(host, ref));
            servers.add(ref);
          }
          return servers;
        })) {
      List<R> servers = group.made();

      long start = System.nanoTime();
      servers.forEach(server -> host.tell(server, Message.START));
      Waiting.await(done);
      return new double[] {(double) (System.nanoTime() - start) / ((long) pairs * roundTrips)};
    }
  }

  /// Sends a batch, and the next one when all messages have come back.
  private static final class Server<R, C> implements Actor<C> {
    private final Contender<R, C> host;
    private final CountDownLatch done;
    private final int batch;
    private int left;
    private int underWay;

    /// Set before the first message.
    @SuppressWarnings("NullAway.Init")
    private R peer;

    Server(Contender<R, C> host, int roundTrips, int batch, CountDownLatch done) {
      this.host = host;
      this.left = roundTrips;
      this.batch = batch;
      this.done = done;
    }

    @Override
    public Then onMessage(C context, Object message) {
      if (message == Message.NEXT && --underWay > 0) {
        return Then.GO_ON;
      }
      if (left == 0) {
        done.countDown();
        return Then.GO_ON;
      }
      underWay = Math.min(batch, left);
      left -= underWay;
      for (int i = underWay; i > 0; i--) {
        host.tell(peer, Message.NEXT);
      }
      return Then.GO_ON;
    }
  }
}
