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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// The programs that [StarvationTest] runs in JVMs with few carriers. Each program prints its
/// measurements as `name=value`, so that the test can judge them.
final class StarvationProgram {

  /// Measured before any actor exists: a cold start on a busy machine may add some for a moment.
  private static final int USUAL_CARRIERS = CarrierPool.size();

  private static volatile boolean hot = true;

  private StarvationProgram() {}

  public static void main(String[] args) throws Exception {
    ActorSystem system = ActorSystem.create("starvation");
    switch (args[0]) {
      case "pairs" -> pairs(system);
      case "spinning" -> spinning(system, Integer.parseInt(args[1]));
      default -> throw new IllegalArgumentException(args[0]);
    }
    System.exit(0); // does not wait for handlers that still spin
  }

  /// Actors that keep all carriers busy among themselves, 4 pairs for each carrier.
  private static void pairs(ActorSystem system) throws InterruptedException {
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
    print("startMillis", worstStart(20));
    print("wakes", wakesWithin(1));
    print(
        "messagesASecond", (messages.get() - before) * 1_000_000_000 / (System.nanoTime() - start));
    hot = false;
    system.close();
    print("closed", 1);
  }

  /// Handlers that never end, `count` of them.
  private static void spinning(ActorSystem system, int count) throws Exception {
    int carriers = USUAL_CARRIERS;
    var begun = new AtomicInteger();
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
                begun.incrementAndGet();
                enough.countDown();
                while (hot) {
                  Thread.onSpinWait();
                }
                return Behaviors.same();
              }));
      spinner.tell("spin");
    }
    enough.await();

    print("startMillis", worstStart(5));
    print("wakes", wakesWithin(1));
    int answer = 0;
    try {
      answer = other.<Integer>ask(replyTo -> replyTo, Duration.ofSeconds(2));
    } catch (io.aether.actor.AskException.TimedOut e) {
      // starved: the result reports it
    }
    print("answers", answer);
    print("extraCarriers", CarrierPool.size() - carriers);
    print("begun", begun.get());
    hot = false;
    system.close();
    print(
        "extraCarriersAfter",
        CarrierPool.sizeOnceItIs(carriers, Duration.ofSeconds(10)) - carriers);
  }

  /// {@return the longest time that an outside virtual thread took to start, in ms; 5,000 if one
  /// did not start}
  private static long worstStart(int times) throws InterruptedException {
    long worst = 0;
    for (int n = 0; n < times; n++) {
      var started = new CountDownLatch(1);
      long start = System.nanoTime();
      Thread.ofVirtual().start(started::countDown);
      if (!started.await(5, SECONDS)) {
        return 5_000;
      }
      worst = Math.max(worst, System.nanoTime() - start);
    }
    return worst / 1_000_000;
  }

  /// {@return how often a virtual thread that sleeps for 10 ms at a time woke within some seconds}
  private static long wakesWithin(int seconds) throws InterruptedException {
    var wakes = new AtomicInteger();
    var never = new CountDownLatch(1);
    Thread sleeper =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (!never.await(10, MILLISECONDS)) {
                  wakes.incrementAndGet();
                }
              } catch (InterruptedException end) {
                // measured enough
              }
            });
    SECONDS.sleep(seconds);
    int seen = wakes.get();
    sleeper.interrupt();
    return seen;
  }

  private static void print(String name, long value) {
    System.out.println(name + "=" + value);
  }
}
