package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Timeout(30)
class TimerWheelTest {

  private static final Logger LOG = LoggerFactory.getLogger(TimerWheelTest.class);

  /// Without a monitor, which would make up for a wake-up that the wheel owes.
  private final WorkerDispatcher dispatcher = new WorkerDispatcher();

  private final TimerWheel wheel = TimerWheel.start(dispatcher);

  @Test
  void firesInTheOrderOfTheDelays() throws InterruptedException {
    while (!haveFiredInOrder()) {
      // The next attempt is unlikely to be held up as well.
    }
  }

  /// {@return false if this thread was held up while it scheduled, so that another order is right}
  private boolean haveFiredInOrder() throws InterruptedException {
    List<Integer> fired = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(6);

    long start = System.nanoTime();
    for (int millis : new int[] {90, 20, 60, 5, 40, 120}) {
      wheel.schedule(Duration.ofMillis(millis), () -> note(fired, millis, done));
    }
    long took = System.nanoTime() - start;

    assertThat(done.await(10, SECONDS)).isTrue();
    if (took > 5_000_000) { // the delays differ by 15 ms at least
      return false;
    }
    assertThat(fired).containsExactly(5, 20, 40, 60, 90, 120);
    return true;
  }

  @Test
  void equalDelaysFireInTheOrderOfScheduling() throws InterruptedException {
    List<Integer> fired = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(5000);

    for (int i = 0; i < 5000; i++) {
      int number = i;
      wheel.schedule(Duration.ofMillis(30), () -> note(fired, number, done));
    }

    assertThat(done.await(10, SECONDS)).isTrue();
    assertThat(fired).isEqualTo(IntStream.range(0, 5000).boxed().toList());
  }

  private static void note(List<Integer> fired, int number, CountDownLatch done) {
    fired.add(number);
    done.countDown();
  }

  @Test
  void neverFiresEarlyAndEveryTimerExactlyOnce() throws InterruptedException {
    int threads = 4;
    int each = 50_000;
    AtomicIntegerArray fired = new AtomicIntegerArray(threads * each);
    AtomicLong earliest = new AtomicLong(Long.MAX_VALUE);
    AtomicLong lateSum = new AtomicLong();
    CountDownLatch done = new CountDownLatch(threads * each);

    for (int t = 0; t < threads; t++) {
      int first = t * each;
      RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
      Thread.ofPlatform()
          .start(() -> {
            for (int i = first; i < first + each; i++) {
              int number = i;
              long delay = random.nextLong(500_000_000);
              long due = System.nanoTime() + delay;
              wheel.schedule(
                  Duration.ofNanos(delay),
                  () -> {
                    long late = System.nanoTime() - due;
                    earliest.accumulateAndGet(late, Math::min);
                    lateSum.addAndGet(late);
                    fired.incrementAndGet(number);
                    done.countDown();
                  });
            }
          });
    }

    assertThat(done.await(20, SECONDS)).isTrue();
    assertThat(earliest.get()).isNotNegative();
    assertThat(IntStream.range(0, threads * each)).allMatch(i -> fired.get(i) == 1);
    LOG.info("Late by {} us on average", lateSum.get() / ((long) threads * each) / 1000);
  }

  @Test
  void delayBeyondOneTurnOfTheWheelIsKept() throws InterruptedException {
    CountDownLatch far = new CountDownLatch(1);
    AtomicBoolean cancelledRan = new AtomicBoolean();
    long start = System.nanoTime();
    AtomicLong lateNanos = new AtomicLong();
    Duration delay = Duration.ofMillis(4096 + 300);
    Cancellable cancelled = wheel.schedule(delay, () -> cancelledRan.set(true));

    wheel.schedule(
        delay,
        () -> {
          lateNanos.set(System.nanoTime() - start - delay.toNanos());
          far.countDown();
        });
    wheel.schedule(Duration.ofMillis(100), cancelled::cancel);

    assertThat(far.await(20, SECONDS)).isTrue();
    assertThat(lateNanos.get()).isNotNegative();
    assertThat(cancelledRan).isFalse();
  }

  @Test
  void zeroAndNegativeDelaysFireSoon() throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(3);

    wheel.schedule(Duration.ZERO, fired::countDown);
    wheel.schedule(Duration.ofSeconds(-5), fired::countDown);
    wheel.schedule(Duration.ofSeconds(Long.MIN_VALUE), fired::countDown);

    assertThat(fired.await(10, SECONDS)).isTrue();
  }

  @Test
  void delayOfCenturiesIsAcceptedAndDisturbsNobody() throws InterruptedException {
    AtomicBoolean ran = new AtomicBoolean();
    CountDownLatch fired = new CountDownLatch(1);

    Cancellable far = wheel.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.set(true));
    wheel.schedule(Duration.ofMillis(20), fired::countDown);

    assertThat(fired.await(10, SECONDS)).isTrue();
    assertThat(far.cancel()).isTrue();
    assertThat(ran).isFalse();
  }

  @Test
  void earlierTimerWakesAWheelThatSleepsForALaterOne() throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(200);
    wheel.schedule(Duration.ofHours(1), () -> {});

    Runnable again =
        new Runnable() {
          @Override
          public void run() {
            fired.countDown();
            if (fired.getCount() > 0) {
              wheel.schedule(Duration.ofMillis(1), this);
            }
          }
        };
    wheel.schedule(Duration.ofMillis(1), again);

    assertThat(fired.await(10, SECONDS)).as("200 timers of 1 ms fire one after another").isTrue();
  }

  @Test
  void cancelSaysWhetherItPreventedTheTask() throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(1);
    Cancellable early = wheel.schedule(Duration.ofMillis(1), fired::countDown);
    Cancellable late = wheel.schedule(Duration.ofHours(1), fired::countDown);

    assertThat(fired.await(10, SECONDS)).isTrue();

    assertThat(early.cancel()).isFalse();
    assertThat(late.cancel()).isTrue();
    assertThat(late.cancel()).isFalse();
  }

  @Test
  void cancelRacingWithTheWheelDecidesOnce() throws InterruptedException {
    int count = 100_000;
    AtomicInteger ran = new AtomicInteger();
    int prevented = 0;
    List<Cancellable> timers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      timers.add(wheel.schedule(Duration.ofMillis(i % 20), ran::incrementAndGet));
    }

    for (Cancellable timer : timers) {
      if (timer.cancel()) {
        prevented++;
      }
    }

    CountDownLatch afterAll = new CountDownLatch(1);
    wheel.schedule(Duration.ofMillis(40), afterAll::countDown);
    assertThat(afterAll.await(10, SECONDS)).isTrue();
    assertThat(ran.get() + prevented).isEqualTo(count);
  }

  @Test
  void taskThatThrowsDoesNotStopTheWheel() throws InterruptedException {
    CountDownLatch fired = new CountDownLatch(1);

    wheel.schedule(
        Duration.ofMillis(1),
        () -> {
          throw new IllegalStateException("thrown on purpose");
        });
    wheel.schedule(Duration.ofMillis(1), fired::countDown);

    assertThat(fired.await(10, SECONDS)).isTrue();
  }

  @Test
  void allActivationsThatTheAlarmsOfOneTickMakeRunnableRun() throws InterruptedException {
    for (int count : new int[] {1, 63, 64, 65, 1000}) {
      CountDownLatch ran = new CountDownLatch(count);

      for (int i = 0; i < count; i++) {
        wheel.schedule(Duration.ofMillis(5), new Sending(ran));
      }

      assertThat(ran.await(10, SECONDS)).as("%d activations", count).isTrue();
    }
  }

  @Test
  void taskMayWaitForWhatAnAlarmOfTheSameTickMadeRunnable() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      CountDownLatch ran = new CountDownLatch(1);
      CountDownLatch seen = new CountDownLatch(1);
      wheel.schedule(Duration.ofMillis(2), new Sending(ran));
      wheel.schedule(
          Duration.ofMillis(2),
          () -> {
            try {
              if (ran.await(5, SECONDS)) { // tasks should not block, but those of users might
                seen.countDown();
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });

      assertThat(seen.await(10, SECONDS)).isTrue();
    }
  }

  /// Like the timer of an actor: it makes an activation runnable, which counts down.
  private final class Sending implements Scheduler.Alarm {
    private final CountDownLatch ran;
    private long due;

    Sending(CountDownLatch ran) {
      this.ran = ran;
    }

    @Override
    public void run() {
      dispatcher.execute(_ -> {
        ran.countDown();
        return false;
      });
    }

    @Override
    public boolean onlySends() {
      return true;
    }

    @Override
    public boolean isOver() {
      return false;
    }

    @Override
    public void setDue(long due) {
      this.due = due;
    }

    @Override
    public long due() {
      return due;
    }
  }
}
