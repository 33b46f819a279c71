package io.aether.benchmarks;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Props;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Prints how long an idle system takes to start a handler, and to answer an ask, by the kind of
/// thread that runs the actor. The caller is a platform thread.
///
/// It shows the most that a platform thread of the library could gain if it took the first turn of
/// an idle system. A separate program, as [TimerLateness] is: `java -cp ...
/// io.aether.benchmarks.WakeKinds`.
public final class WakeKinds {

  private static final int MESSAGES = 2_000;
  private static final long PAUSE_NANOS = 500_000;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Map<String, DispatcherSelector> KINDS = new LinkedHashMap<>();

  static {
    KINDS.put("workers", DispatcherSelector.workers());
    KINDS.put("a platform thread", DispatcherSelector.pinned());
    KINDS.put("a virtual thread", DispatcherSelector.pinnedVirtual());
  }

  private record Sent(long atNanos, ActorRef<Long> replyTo) {}

  private WakeKinds() {}

  /// @param args the number of rounds; three by default
  public static void main(String[] args) throws Exception {
    int rounds = args.length == 0 ? 3 : Integer.parseInt(args[0]);
    for (int round = 1; round <= rounds; round++) {
      for (var kind : KINDS.entrySet()) {
        try (var system = ActorSystem.create("wake")) {
          Props props = Props.defaults().withDispatcher(kind.getValue());
          long[] wakes = wakes(system, props);
          long[] asks = asks(system, props);
          System.out.printf(
              Locale.ROOT,
              "%d %-18s wake p50 %5.1f us, p99 %6.1f us; ask p50 %5.1f us, p99 %6.1f us%n",
              round,
              kind.getKey(),
              wakes[MESSAGES / 2] / 1e3,
              wakes[MESSAGES * 99 / 100] / 1e3,
              asks[MESSAGES / 2] / 1e3,
              asks[MESSAGES * 99 / 100] / 1e3);
        }
      }
    }
  }

  private static long[] wakes(ActorSystem system, Props props) throws InterruptedException {
    long[] nanos = new long[MESSAGES];
    var handled = new CountDownLatch(MESSAGES);
    Behavior<Sent> behavior =
        Behaviors.receiveMessage(sent -> {
          nanos[(int) (MESSAGES - handled.getCount())] = System.nanoTime() - sent.atNanos();
          handled.countDown();
          return Behaviors.same();
        });
    ActorRef<Sent> actor = system.spawn(behavior, "wake", props);
    for (int n = 0; n < MESSAGES; n++) {
      actor.tell(new Sent(System.nanoTime(), system.ignoreRef()));
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    handled.await();
    Arrays.sort(nanos);
    return nanos;
  }

  private static long[] asks(ActorSystem system, Props props) throws InterruptedException {
    long[] nanos = new long[MESSAGES];
    Behavior<Sent> behavior =
        Behaviors.receiveMessage(sent -> {
          sent.replyTo().tell(sent.atNanos());
          return Behaviors.same();
        });
    ActorRef<Sent> actor = system.spawn(behavior, "ask", props);
    for (int n = 0; n < MESSAGES; n++) {
      long sentAt = actor.<Long>ask(it -> new Sent(System.nanoTime(), it), PATIENCE);
      nanos[n] = System.nanoTime() - sentAt;
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    Arrays.sort(nanos);
    return nanos;
  }
}
