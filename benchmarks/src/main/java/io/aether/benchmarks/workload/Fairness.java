package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The delay of virtual threads outside the actors while pairs of actors play ping-pong without a
/// pause: how long a new thread takes to start, how long a sleep of ten milliseconds takes, and how
/// many round trips the pairs make meanwhile.
final class Fairness {

  /// A virtual thread that has not started after this time counts with this time.
  private static final int STARVED_MILLIS = 2_000;

  private static final int MAX_STARVED = 3;

  private static final int SLEEP_MILLIS = 10;

  private Fairness() {}

  static <R, C> double[] fair8(Contender<R, C> host, Size size) throws InterruptedException {
    return run(host, 8, size);
  }

  static <R, C> double[] fair1000(Contender<R, C> host, Size size) throws InterruptedException {
    return run(host, size.of(1000, 1000, 20), size);
  }

  private static <R, C> double[] run(Contender<R, C> host, int pairs, Size size)
      throws InterruptedException {
    int starts = size.of(100, 50, 3);
    var roundTrips = new AtomicLong();
    var warm = new CountDownLatch(pairs);
    var ended = new AtomicBoolean();
    try (var group =
        host.start(context -> {
          List<R> refs = new ArrayList<>();
          for (int i = 0; i < pairs; i++) {
            var player = new Player<>(host, ended, roundTrips, warm);
            R ref = host.spawn(context, player);
            player.peer = host.spawn(context, new Returner<>(host, ref));
            refs.add(ref);
          }
          return refs;
        })) {
      group.made().forEach(ref -> host.tell(ref, Message.NEXT));
      Waiting.await(warm);
      var wakes = new AtomicInteger();
      Thread.startVirtualThread(() -> sleepAgainAndAgain(ended, wakes));

      long tripsBefore = roundTrips.get();
      long start = System.nanoTime();
      double[] delays = startDelays(starts, size.of(STARVED_MILLIS, STARVED_MILLIS, 100));
      double nanos = System.nanoTime() - start;
      ended.set(true);
      double mean = Arrays.stream(delays).average().orElseThrow();
      double worst = Arrays.stream(delays).max().orElseThrow();
      double trips = roundTrips.get() - tripsBefore;
      return new double[] {
        mean,
        worst,
        nanos / 1e6 / Math.max(1, wakes.get()),
        nanos / Math.max(Player.COUNTED_AT_ONCE, trips)
      };
    }
  }

  /// {@return the milliseconds of each start}
  private static double[] startDelays(int starts, int starvedMillis) throws InterruptedException {
    List<Double> delays = new ArrayList<>();
    int starved = 0;
    while (delays.size() < starts && starved < MAX_STARVED) {
      var started = new CountDownLatch(1);
      long start = System.nanoTime();
      Thread.startVirtualThread(started::countDown);
      if (!started.await(starvedMillis, TimeUnit.MILLISECONDS)) {
        starved++;
      }
      delays.add((System.nanoTime() - start) / 1e6);
      TimeUnit.MILLISECONDS.sleep(2 * SLEEP_MILLIS);
    }
    return delays.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void sleepAgainAndAgain(AtomicBoolean ended, AtomicInteger wakes) {
    try {
      while (!ended.get()) {
        Thread.sleep(SLEEP_MILLIS);
        wakes.getAndIncrement();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The actor of a pair that counts. It ends the game itself, because a pool whose threads are
  /// always busy might never deliver a request to stop.
  private static final class Player<R, C> implements Actor<C> {
    static final int COUNTED_AT_ONCE = 1024;

    private final Contender<R, C> host;
    private final AtomicBoolean ended;
    private final AtomicLong roundTrips;
    private final CountDownLatch warm;
    private int uncounted;

    /// Set before the first message.
    @SuppressWarnings("NullAway.Init")
    private R peer;

    Player(Contender<R, C> host, AtomicBoolean ended, AtomicLong roundTrips, CountDownLatch warm) {
      this.host = host;
      this.ended = ended;
      this.roundTrips = roundTrips;
      this.warm = warm;
    }

    @Override
    public Then onMessage(C context, Object message) {
      if (++uncounted == COUNTED_AT_ONCE) {
        uncounted = 0;
        roundTrips.getAndAdd(COUNTED_AT_ONCE);
        warm.countDown();
      }
      if (!ended.get()) {
        host.tell(peer, message);
      }
      return Then.GO_ON;
    }
  }
}
