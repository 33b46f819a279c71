package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BlockingTest {

  private final Environment environment = StandardEnvironment.instance();
  private final Dispatcher dispatcher = environment.dispatcher();

  @Test
  void thousandBlockedActivationsDoNotStopOthers() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1000);
    CountDownLatch open = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1000);
    for (int i = 0; i < 1000; i++) {
      tell(() -> {
        blocked.countDown();
        awaitUninterrupted(open);
        ended.countDown();
      });
    }
    assertThat(blocked.await(10, SECONDS)).as("all of them block at once").isTrue();

    CountDownLatch others = new CountDownLatch(10_000);
    for (int i = 0; i < 10_000; i++) {
      tell(others::countDown);
    }

    assertThat(others.await(10, SECONDS)).as("the others ran").isTrue();
    assertThat(ended.getCount()).isEqualTo(1000);
    open.countDown();
    assertThat(ended.await(10, SECONDS)).as("the blocked ones went on").isTrue();
  }

  @Test
  void activationsContendingForALockAllGetIt() throws InterruptedException {
    ReentrantLock lock = new ReentrantLock();
    CountDownLatch done = new CountDownLatch(100_000);
    lock.lock();

    for (int i = 0; i < 1000; i++) {
      Tally tally =
          new Tally(
              dispatcher,
              () -> {
                lock.lock();
                lock.unlock();
                done.countDown();
              });
      for (int tell = 0; tell < 100; tell++) {
        tally.tell();
      }
    }
    lock.unlock();

    assertThat(done.await(20, SECONDS)).isTrue();
  }

  @Test
  void repeatedMassBlockingLosesNobody() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(2000 * 5);

    for (int i = 0; i < 2000; i++) {
      Tally tally =
          new Tally(
              dispatcher,
              () -> {
                block(5);
                done.countDown();
              });
      for (int tell = 0; tell < 5; tell++) {
        tally.tell();
      }
    }

    assertThat(done.await(20, SECONDS)).isTrue();
  }

  @Test
  void waitingForWhatStandsInTheOwnSlotCompletes() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1000);

    for (int i = 0; i < 1000; i++) {
      tell(() -> {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        tell(() -> answer.complete(null));
        await(answer);
        done.countDown();
      });
    }

    assertThat(done.await(10, SECONDS)).isTrue();
  }

  @Test
  void nestedWaitsComplete() throws InterruptedException {
    CompletableFuture<Void> done = new CompletableFuture<>();

    tell(() -> descend(500, done));

    assertThat(done).succeedsWithin(10, SECONDS);
  }

  private void descend(int depth, CompletableFuture<Void> done) {
    if (depth > 0) {
      CompletableFuture<Void> below = new CompletableFuture<>();
      tell(() -> descend(depth - 1, below));
      await(below);
    }
    done.complete(null);
  }

  @Test
  void beforeWaitHandsTheSlotOver() throws InterruptedException {
    CountDownLatch nextRan = new CountDownLatch(1);
    CompletableFuture<Boolean> slotIsEmpty = new CompletableFuture<>();

    dispatcher.execute(runner -> {
      tell(nextRan::countDown);
      runner.beforeWait();
      slotIsEmpty.complete(((Worker) runner).takeNext() == null);
      return false;
    });

    assertThat(slotIsEmpty).succeedsWithin(10, SECONDS).isEqualTo(true);
    assertThat(nextRan.await(10, SECONDS)).isTrue();
  }

  @Test
  void slotOfAnActivationThatBlocksUnseenIsTakenOver() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);

    tell(() -> {
      for (int i = 0; i < 50; i++) {
        tellAndBlockUntilItRan();
      }
      done.countDown();
    });

    assertThat(done.await(10, SECONDS)).isTrue();
  }

  /// During such a long block, the monitor drops its worker and falls asleep.
  @Test
  void activationThatWasBlockedForLongStillReachesOthers() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);

    tell(() -> {
      block(300);
      tellAndBlockUntilItRan();
      done.countDown();
    });

    assertThat(done.await(10, SECONDS)).isTrue();
  }

  /// With this many tasks, all idle workers are ones that the monitor has dropped in between.
  @Test
  void workersThatWereBlockedForLongAreWatchedAgain() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(600);
    for (int i = 0; i < 600; i++) {
      tell(() -> {
        block(200);
        blocked.countDown();
      });
    }
    assertThat(blocked.await(10, SECONDS)).isTrue();

    CountDownLatch done = new CountDownLatch(20);
    for (int i = 0; i < 20; i++) {
      tell(() -> {
        tellAndBlockUntilItRan();
        done.countDown();
      });
    }

    assertThat(done.await(10, SECONDS)).isTrue();
  }

  /// The library cannot see this wait; the monitor does.
  private void tellAndBlockUntilItRan() {
    CountDownLatch nextRan = new CountDownLatch(1);
    tell(nextRan::countDown);
    awaitUninterrupted(nextRan);
  }

  private static void block(long millis) {
    try {
      assertThat(new CountDownLatch(1).await(millis, MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void tell(Runnable step) {
    new Tally(dispatcher, step).tell();
  }

  private void await(CompletableFuture<?> future) {
    try {
      environment.await(future);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
