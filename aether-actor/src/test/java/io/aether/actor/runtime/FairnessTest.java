package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.actor.spi.Dispatcher;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Actors that keep all carriers busy among themselves must not starve the rest of the JVM. If
/// workers neither rest nor yield to pressure, no outside virtual thread runs here at all; if they
/// only rest, sleeps take 5 to 10 times as long. The measured figures are printed.
@Timeout(60)
class FairnessTest {

  private static final Logger LOG = LoggerFactory.getLogger(FairnessTest.class);

  private final Dispatcher dispatcher = StandardEnvironment.instance().dispatcher();
  private final AtomicLong roundTrips = new AtomicLong();
  private final CountDownLatch quiet = new CountDownLatch(8);
  private volatile boolean hot = true;

  /// One side of a pair that plays ping-pong until a message tells it to cool down.
  private final class Player implements Runnable {
    final Tally tally = new Tally(dispatcher, this);
    Player other = this; // until the two are paired
    long hits;

    @Override
    public void run() {
      if (!hot) {
        quiet.countDown();
        return;
      }
      if (++hits % 1024 == 0) {
        roundTrips.addAndGet(512);
      }
      other.tally.tell();
    }
  }

  @BeforeEach
  void heatUp() {
    for (int pair = 0; pair < 8; pair++) {
      Player ping = new Player();
      ping.other = new Player();
      ping.other.other = ping;
      ping.tally.tell();
    }
  }

  @AfterEach
  void coolDown() throws InterruptedException {
    hot = false;
    assertThat(quiet.await(10, SECONDS)).as("no pair was lost").isTrue();
  }

  @Test
  void outsideVirtualThreadsStart() throws InterruptedException {
    long worst = 0;
    long sum = 0;
    for (int i = 0; i < 20; i++) {
      CountDownLatch started = new CountDownLatch(1);
      long start = System.nanoTime();

      Thread.ofVirtual().start(started::countDown);

      assertThat(started.await(2, SECONDS)).as("virtual thread %d started", i).isTrue();
      long nanos = System.nanoTime() - start;
      worst = Math.max(worst, nanos);
      sum += nanos;
    }
    LOG.info("Started in {} us on average, {} us at worst", sum / 20_000, worst / 1000);
  }

  @Test
  void sleepingVirtualThreadsWake() throws InterruptedException {
    Semaphore woken = new Semaphore(0);
    long start = System.nanoTime();

    Thread.ofVirtual()
        .start(() -> {
          CountDownLatch never = new CountDownLatch(1);
          try {
            for (int i = 0; i < 50; i++) {
              if (!never.await(10, MILLISECONDS)) {
                woken.release();
              }
            }
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });

    assertThat(woken.tryAcquire(50, 3, SECONDS)).as("50 sleeps of 10 ms end").isTrue();
    long millis = (System.nanoTime() - start) / 1_000_000;
    LOG.info("50 sleeps of 10 ms took {} ms, {} round trips", millis, roundTrips);
  }

  @Test
  void pairsGoOnWhileOthersRun() throws InterruptedException {
    long before = roundTrips.get();
    for (int i = 0; i < 5; i++) {
      CountDownLatch started = new CountDownLatch(1);
      Thread.ofVirtual().start(started::countDown);
      assertThat(started.await(2, SECONDS)).isTrue();
    }

    await().atMost(10, SECONDS).until(() -> roundTrips.get() > before + 100_000);
  }
}
