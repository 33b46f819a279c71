package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// All tests must pass without the monitor as well, which would otherwise hide lost wake-ups.
@Timeout(30)
@ParameterizedClass(name = "monitored = {0}")
@ValueSource(booleans = {true, false})
class WorkerDispatcherTest {

  private final Dispatcher dispatcher;

  WorkerDispatcherTest(boolean monitored) {
    dispatcher = monitored ? StandardEnvironment.instance().dispatcher() : new WorkerDispatcher();
  }

  @Test
  void everyTellFromPlatformThreadsIsProcessedOnceAndAlone() throws InterruptedException {
    tellFromManyThreads(Thread.ofPlatform().factory());
  }

  @Test
  void everyTellFromVirtualThreadsIsProcessedOnceAndAlone() throws InterruptedException {
    tellFromManyThreads(Thread.ofVirtual().factory());
  }

  private void tellFromManyThreads(ThreadFactory threads) throws InterruptedException {
    int senders = 4;
    int tells = 500_000;
    CountDownLatch processed = new CountDownLatch(senders * tells);
    List<Tally> tallies =
        IntStream.range(0, 97).mapToObj(i -> new Tally(dispatcher, processed::countDown)).toList();

    for (int sender = 0; sender < senders; sender++) {
      int offset = sender * 13;
      threads
          .newThread(() -> {
            for (int i = 0; i < tells; i++) {
              tallies.get((i + offset) % tallies.size()).tell();
            }
          })
          .start();
    }

    assertThat(processed.await(20, SECONDS)).as("all were processed").isTrue();
    assertThat(tallies).allSatisfy(tally -> assertThat(tally.breach()).isNull());
    assertThat(tallies.stream().mapToInt(Tally::steps).sum()).isEqualTo(senders * tells);
  }

  @Test
  void tellingAnIdleActivationAlwaysWakesAWorker() throws InterruptedException {
    Semaphore done = new Semaphore(0);
    Tally tally = new Tally(dispatcher, done::release);

    for (int i = 0; i < 30_000; i++) {
      tally.tell();
      assertThat(done.tryAcquire(10, SECONDS)).as("tell %d was processed", i).isTrue();
    }

    assertThat(tally.steps()).isEqualTo(30_000);
    assertThat(tally.breach()).isNull();
  }

  @Test
  void tokensInARingNeverStall() throws InterruptedException {
    int tokens = 50;
    int hops = 2_000_000;
    AtomicLong left = new AtomicLong(hops);
    CountDownLatch ended = new CountDownLatch(tokens);
    List<Tally> ring = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int next = (i + 1) % 1000;
      ring.add(
          new Tally(
              dispatcher,
              () -> {
                if (left.decrementAndGet() >= 0) {
                  ring.get(next).tell();
                } else {
                  ended.countDown();
                }
              }));
    }

    for (int token = 0; token < tokens; token++) {
      ring.get(token * 20).tell();
    }

    assertThat(ended.await(20, SECONDS)).as("all tokens arrived").isTrue();
    assertThat(ring).allSatisfy(tally -> assertThat(tally.breach()).isNull());
    assertThat(ring.stream().mapToInt(Tally::steps).sum()).isEqualTo(hops + tokens);
  }

  @Test
  void moreRunnableActivationsThanTheRingHoldsAllRun() throws InterruptedException {
    int count = 50_000;
    CountDownLatch processed = new CountDownLatch(count);
    Tally parent =
        new Tally(
            dispatcher,
            () -> {
              for (int i = 0; i < count; i++) {
                new Tally(dispatcher, processed::countDown).tell();
              }
            });

    parent.tell();

    assertThat(processed.await(20, SECONDS)).as("all ran").isTrue();
  }

  @Test
  void activationThatAlwaysHasWorkLetsOthersRun() throws InterruptedException {
    AtomicBoolean greed = new AtomicBoolean(true);
    CountDownLatch othersRan = new CountDownLatch(100);
    List<Activation> greedy =
        IntStream.range(0, 4).<Activation>mapToObj(i -> runner -> greed.get()).toList();
    greedy.forEach(dispatcher::execute);

    for (int i = 0; i < 100; i++) {
      new Tally(dispatcher, othersRan::countDown).tell();
    }

    assertThat(othersRan.await(10, SECONDS)).as("the others ran").isTrue();
    greed.set(false);
  }

  @Test
  void pairsThatWakeOnlyEachOtherLetOthersRun() throws InterruptedException {
    int pairs = 2 * Runtime.getRuntime().availableProcessors();
    AtomicBoolean hot = new AtomicBoolean(true);
    CountDownLatch cooled = new CountDownLatch(pairs);
    CountDownLatch othersRan = new CountDownLatch(100);
    for (int i = 0; i < pairs; i++) {
      List<Tally> pair = new ArrayList<>();
      pair.add(new Tally(dispatcher, () -> pair.get(1).tell()));
      pair.add(
          new Tally(
              dispatcher,
              () -> {
                if (hot.get()) {
                  pair.get(0).tell();
                } else {
                  cooled.countDown();
                }
              }));
      pair.get(0).tell();
    }

    for (int i = 0; i < 100; i++) {
      new Tally(dispatcher, othersRan::countDown).tell();
    }

    assertThat(othersRan.await(10, SECONDS)).as("the others ran").isTrue();
    hot.set(false);
    assertThat(cooled.await(10, SECONDS)).as("no pair was lost").isTrue();
  }

  @Test
  void blockingActivationDoesNotHoldUpTheOneQueuedBehindIt() throws InterruptedException {
    for (int i = 0; i < 2000; i++) {
      CountDownLatch open = new CountDownLatch(1);
      CountDownLatch done = new CountDownLatch(1);
      Tally blocking =
          new Tally(
              dispatcher,
              () -> {
                try {
                  open.await();
                  done.countDown();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
      Tally opening = new Tally(dispatcher, open::countDown);

      blocking.tell();
      opening.tell();

      assertThat(done.await(10, SECONDS)).as("pair %d is through", i).isTrue();
    }
  }

  @Test
  void turnOfManySlowMessagesIsAskedToEnd() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);

    dispatcher.execute(runner -> {
      while (!runner.shouldYield()) {
        Thread.onSpinWait();
      }
      asked.countDown();
      return false;
    });

    assertThat(asked.await(10, SECONDS)).isTrue();
  }

  @Test
  void activationThatThrowsDoesNotHarmTheWorkers() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1000);

    for (int i = 0; i < 1000; i++) {
      dispatcher.execute(runner -> {
        ran.countDown();
        if (ran.getCount() % 200 == 0) {
          throw new IllegalStateException("thrown on purpose");
        }
        return false;
      });
    }

    assertThat(ran.await(10, SECONDS)).isTrue();
  }

  @Test
  void interruptOfAnActivationThatThrowsDoesNotReachTheNext() throws InterruptedException {
    AtomicReference<Boolean> seen = new AtomicReference<>();
    CountDownLatch ran = new CountDownLatch(1);
    Tally next =
        new Tally(
            dispatcher,
            () -> {
              seen.set(Thread.currentThread().isInterrupted());
              ran.countDown();
            });

    new Tally(
            dispatcher,
            () -> {
              next.tell(); // goes into this worker's slot
              Thread.currentThread().interrupt();
              throw new IllegalStateException("thrown on purpose");
            })
        .tell();

    assertThat(ran.await(10, SECONDS)).isTrue();
    assertThat(seen).hasValue(false);
  }
}
