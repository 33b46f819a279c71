package io.aether.benchmarks;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/// Prints how late an actor's timers of two milliseconds are while 50,000 asks of another system
/// time out, and while 300,000 actors are inspected. A separate program, since it measures no
/// throughput: `java -cp ... io.aether.benchmarks.TimerLateness`.
public final class TimerLateness {

  private static final int ASKS = 50_000;
  private static final int ACTORS = 300_000;
  private static final Duration INTERVAL = Duration.ofMillis(2);

  private TimerLateness() {}

  /// One part of the measurement.
  @FunctionalInterface
  private interface Load {
    String run() throws Exception;
  }

  /// @param args the number of rounds; three by default
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
    try (var timers = ActorSystem.create("timers");
        var asked = ActorSystem.create("asked");
        var crowd = ActorSystem.create("crowd")) {
      var lateness = new ConcurrentLinkedQueue<Long>();
      timers.spawn(ticking(lateness));
      List<ActorRef<ActorRef<String>>> targets = new ArrayList<>();
      for (int n = 0; n < ASKS; n++) {
        targets.add(asked.spawn(Behaviors.ignore()));
      }
      List<ActorRef<ActorRef<String>>> one = List.of(targets.getFirst());
      for (int n = 0; n < ACTORS; n++) {
        crowd.spawn(Behaviors.ignore());
      }
      for (int round = 1; round <= rounds; round++) {
        print(round, "nothing else", lateness, () -> rest(Duration.ofSeconds(2)));
        print(round, "asks of one actor", lateness, () -> ask(one, /* blocking= */ false));
        print(round, "asks of many actors", lateness, () -> ask(targets, /* blocking= */ false));
        print(round, "continuations that block", lateness, () -> ask(one, /* blocking= */ true));
        print(round, "inspection", lateness, () -> inspect(crowd));
      }
    }
  }

  private static Behavior<Long> ticking(ConcurrentLinkedQueue<Long> lateness) {
    Behavior<Long> ticking =
        (context, due) -> {
          lateness.add(System.nanoTime() - due);
          startTimer(context);
          return Behaviors.same();
        };
    return Behaviors.setup(context -> {
      startTimer(context);
      return ticking;
    });
  }

  private static void startTimer(ActorContext<Long> context) {
    long due = System.nanoTime() + INTERVAL.toNanos();
    context.timers().startSingle("tick", due, INTERVAL);
  }

  private static String rest(Duration time) throws InterruptedException {
    Thread.sleep(time);
    return "";
  }

  private static String ask(List<ActorRef<ActorRef<String>>> targets, boolean blocking)
      throws Exception {
    var ended = new CountDownLatch(ASKS);
    Duration timeout = Duration.ofSeconds(1);
    long start = System.nanoTime();
    for (int n = 0; n < ASKS; n++) {
      CompletableFuture<String> ask =
          targets.get(n % targets.size()).askAsync(self -> self, timeout);
      ask.whenComplete((_, _) -> {
        if (blocking) {
          block();
        }
        ended.countDown();
      });
    }
    ended.await();
    return "ended %.2f s after the first was due".formatted((System.nanoTime() - start) / 1e9 - 1);
  }

  private static void block() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }

  private static String inspect(ActorSystem system) throws Exception {
    long start = System.nanoTime();
    var inspection = system.inspect();
    double seconds = (System.nanoTime() - start) / 1e9;
    long busy = inspection.all().filter(actor -> actor.busy() != null).count();
    return "%.2f s, %d called busy".formatted(seconds, busy);
  }

  private static void print(int round, String what, ConcurrentLinkedQueue<Long> lateness, Load load)
      throws Exception {
    lateness.clear();
    String result = load.run();
    long[] all = lateness.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%d %-26s %6d timers, late ms: p50 %6.2f p99 %6.2f p99.9 %6.2f max %6.2f  %s%n",
        round,
        what,
        all.length,
        at(all, 0.5),
        at(all, 0.99),
        at(all, 0.999),
        at(all, 1),
        result);
  }

  private static double at(long[] sorted, double part) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1, Math.floor(part * sorted.length))] / 1e6;
  }
}
