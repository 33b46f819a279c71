package io.aether.actor.cell;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.Rounds;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An actor that falls asleep at the very moment a message arrives must notice it. In each of these
/// tests every message finds its actor idle or about to be, and nothing else wakes the actor: after
/// one lost wake-up the test hangs.
@Timeout(value = 10, unit = MINUTES)
class WakeUpTest {

  private static final int WAKE_UPS = Rounds.of(200_000, 12_000_000); // shared among the tests

  private final ActorSystem system = ActorSystem.create("wake", c -> c.withLoggedDeadLetters(0));

  @AfterEach
  void close() {
    system.close();
  }

  /// Counts its messages where other threads can see the count.
  private ActorRef<Long> counter(AtomicLong seen) {
    return system.spawn(
        Behaviors.receiveMessage(number -> {
          seen.lazySet(number); // the sender sees it while this actor is going to sleep
          return Behaviors.same();
        }));
  }

  private static void tellOneByOne(ActorRef<Long> actor, AtomicLong seen, int times) {
    for (long n = 1; n <= times; n++) {
      actor.tell(n);
      awaitSeen(seen, n);
    }
  }

  private static void awaitSeen(AtomicLong seen, long number) {
    long deadline = 0;
    for (int spins = 0; seen.get() != number; spins++) {
      if (spins < 200) {
        Thread.onSpinWait();
        continue;
      }
      Thread.yield();
      if (deadline == 0) {
        deadline = System.nanoTime() + SECONDS.toNanos(20);
      } else if (System.nanoTime() > deadline) {
        throw new AssertionError("wake-up " + number + " was lost; seen: " + seen.get());
      }
    }
  }

  @Test
  void noneIsLostFromAPlatformThread() {
    var seen = new AtomicLong();

    tellOneByOne(counter(seen), seen, WAKE_UPS / 4);

    assertThat(seen).hasValue(WAKE_UPS / 4);
  }

  @Test
  void noneIsLostFromAVirtualThread() throws InterruptedException {
    var seen = new AtomicLong();
    ActorRef<Long> actor = counter(seen);

    Thread.ofVirtual().start(() -> tellOneByOne(actor, seen, WAKE_UPS / 4)).join();

    assertThat(seen).hasValue(WAKE_UPS / 4);
  }

  /// A control entry wakes an idle actor by other means than a message does.
  @Test
  void noneIsLostOfWatchesAndUnwatches() {
    var seen = new AtomicLong();
    ActorRef<Long> ended = system.spawn(Behaviors.<Long>setup(_ -> Behaviors.stopped()));
    AbstractRef<Long> idle = AbstractRef.of(ended);
    var watcher = new CountingWatcher(system, seen);

    for (long n = 1; n <= WAKE_UPS / 4; n++) {
      idle.send(new SystemMessage.Watch(watcher)); // answered at once, by an actor that is idle
      awaitSeen(seen, n);
    }

    assertThat(seen).hasValue(WAKE_UPS / 4);
  }

  /// A message and a control entry at once, from two threads.
  @Test
  void noneIsLostWhenMessagesAndControlArriveTogether() throws InterruptedException {
    var seen = new AtomicLong();
    var noticed = new AtomicLong();
    ActorRef<Long> actor = counter(seen);
    AbstractRef<Long> itself = AbstractRef.of(actor);
    var stranger = new CountingWatcher(system, noticed);
    int times = WAKE_UPS / 8;
    Thread control =
        Thread.ofPlatform()
            .start(() -> {
              for (int n = 0; n < times; n++) {
                itself.send(new SystemMessage.Watch(stranger));
                itself.send(new SystemMessage.Unwatch(stranger));
              }
            });

    tellOneByOne(actor, seen, times);
    control.join();
    itself.send(new SystemMessage.Watch(stranger));
    system.stop(actor);

    awaitSeen(noticed, 1); // the last watch was not lost, and no earlier one is left
  }

  @Test
  void noneIsLostAmongActors() throws InterruptedException {
    int pairs = 64;
    var done = new CountDownLatch(pairs);
    List<ActorRef<Integer>> pings = new ArrayList<>();
    for (int p = 0; p < pairs; p++) {
      ActorRef<ActorRef<Integer>> pong =
          system.spawn(
              Behaviors.receiveMessage(ping -> {
                ping.tell(1);
                return Behaviors.same();
              }));
      int[] left = {WAKE_UPS / pairs / 2};
      pings.add(
          system.spawn((context, _) -> {
            if (--left[0] == 0) {
              done.countDown();
            } else {
              pong.tell(context.self());
            }
            return Behaviors.same();
          }));
    }

    pings.forEach(ping -> ping.tell(1));

    assertThat(done.await(9, MINUTES)).as("%d pairs are stuck", done.getCount()).isTrue();
  }

  /// Receives the notices of ends without being an actor itself.
  private static final class CountingWatcher extends AbstractRef<Object> {
    private final ActorSystem system;
    private final AtomicLong notices;

    CountingWatcher(ActorSystem system, AtomicLong notices) {
      this.system = system;
      this.notices = notices;
    }

    @Override
    public void tell(Object message) {
      throw new AssertionError("nobody tells it anything");
    }

    @Override
    public void send(SystemMessage message) {
      if (message instanceof SystemMessage.Notify) {
        notices.incrementAndGet();
      }
    }

    @Override
    public ActorPath path() {
      return ActorPath.ROOT.child("watcher");
    }

    @Override
    public ActorSystem system() {
      return system;
    }
  }
}
