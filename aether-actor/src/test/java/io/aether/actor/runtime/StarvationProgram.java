package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// The programs that [StarvationTest] runs in JVMs with few carriers. Each program prints its
/// measurements as `name=value`, so that the test can judge them. The first argument is how long to
/// wait, in seconds, for something that may never happen.
final class StarvationProgram {

  /// Measured before any actor exists: a cold start on a busy machine may add some for a moment.
  private static final int USUAL_CARRIERS = CarrierPool.size();

  private static volatile boolean hot = true;

  private StarvationProgram() {}

  public static void main(String[] args) throws Exception {
    ActorSystem system = ActorSystem.create("starvation");
    int patience = Integer.parseInt(args[0]);
    switch (args[1]) {
      case "pairs" -> pairs(system, patience);
      case "spinning" -> spinning(system, patience, Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException(args[1]);
    }
    System.exit(0); // does not wait for handlers that still spin
  }

  /// Actors that keep all carriers busy among themselves, 4 pairs for each carrier.
  private static void pairs(ActorSystem system, int patience) throws InterruptedException {
    var messages = new AtomicLong();
    var warm = new CountDownLatch(1);
    List<ActorRef<ActorRef<?>>> players = new ArrayList<>();
    for (int n = 0; n < 8 * USUAL_CARRIERS; n++) {
      int[] count = {0};
      players.add(
          system.spawn((context, other) -> {
            if (++count[0] % 1024 == 0) {
              if (messages.addAndGet(1024) >= 100_000) {
                warm.countDown();
              }
            }
            if (hot) {
              @SuppressWarnings("unchecked")
              var partner = (ActorRef<ActorRef<?>>) other;
              partner.tell(context.self());
            }
            return Behaviors.same();
          }));
    }
    for (int n = 0; n < players.size(); n += 2) {
      players.get(n).tell(players.get(n + 1));
    }
    warm.await();

    long before = messages.get();
    long start = System.nanoTime();
    print("startMillis", worstStart(20, patience));
    print("wakes", wakesWithin(patience));
    print(
        "messagesASecond", (messages.get() - before) * 1_000_000_000 / (System.nanoTime() - start));
    hot = false;
    system.close();
    print("closed", 1);
  }

  /// Handlers that never end, `count` of them.
  private static void spinning(ActorSystem system, int patience, int count) throws Exception {
    int carriers = USUAL_CARRIERS;
    var begun = new CountDownLatch(count);
    var enough = new CountDownLatch(Math.min(count, carriers));
    ActorRef<ActorRef<Integer>> other =
        system.spawn(
            Behaviors.receiveMessage(replyTo -> {
              replyTo.tell(1);
              return Behaviors.same();
            }));
    for (int n = 0; n < count; n++) {
      ActorRef<String> spinner =
          system.spawn(
              Behaviors.receiveMessage(_ -> {
                begun.countDown();
                enough.countDown();
                while (hot) {
                  Thread.onSpinWait();
                }
                return Behaviors.same();
              }));
      spinner.tell("spin");
    }
    enough.await();

    print("startMillis", worstStart(5, patience));
    print("wakes", wakesWithin(patience));
    int answer = 0;
    try {
      answer = other.<Integer>ask(replyTo -> replyTo, Duration.ofSeconds(patience));
    } catch (io.aether.actor.AskException.TimedOut e) {
      // starved: the result reports it
    }
    print("answers", answer);
    begun.await(patience, SECONDS);
    print("extraCarriers", CarrierPool.size() - carriers);
    print("begun", count - begun.getCount());
    hot = false;
    system.close();
    print(
        "extraCarriersAfter",
        CarrierPool.sizeOnceItIs(carriers, Duration.ofSeconds(30)) - carriers);
  }

  /// {@return the longest time that an outside virtual thread took to start, in ms; all of the
  /// patience if one did not start}
  private static long worstStart(int times, int patience) throws InterruptedException {
    long worst = 0;
    for (int n = 0; n < times; n++) {
      var started = new CountDownLatch(1);
      long start = System.nanoTime();
      Thread.ofVirtual().start(started::countDown);
      if (!started.await(patience, SECONDS)) {
        return SECONDS.toMillis(patience);
      }
      worst = Math.max(worst, System.nanoTime() - start);
    }
    return worst / 1_000_000;
  }

  /// {@return how often a virtual thread that sleeps for 10 ms at a time woke within a second, or,
  /// if these were too few, how many of the first four wakes came within the patience}
  private static long wakesWithin(int patience) throws InterruptedException {
    var wakes = new Semaphore(0);
    var never = new CountDownLatch(1);
    Thread sleeper =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (!never.await(10, MILLISECONDS)) {
                  wakes.release();
                }
              } catch (InterruptedException end) {
                // measured enough
              }
            });
    SECONDS.sleep(1);
    int seen = wakes.availablePermits();
    if (seen < 4) {
      seen = wakes.tryAcquire(4, patience, SECONDS) ? 4 : wakes.availablePermits();
    }
    sleeper.interrupt();
    return seen;
  }

  private static void print(String name, long value) {
    System.out.println(name + "=" + value);
  }
}
