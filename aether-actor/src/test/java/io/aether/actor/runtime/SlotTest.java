package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.Rounds;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The slot of a worker, which another thread empties all the time, like the monitor.
@Timeout(600)
class SlotTest {

  private final WorkerDispatcher dispatcher = new WorkerDispatcher();
  private final AtomicReference<Worker> current = new AtomicReference<>();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  @AfterEach
  void end() {
    over.set(true);
  }

  @Test
  void nothingIsLostOrRunTwiceWhileSlotsAreEmptied() throws InterruptedException {
    int hops = Rounds.of(5_000_000, 200_000_000);
    var left = new AtomicInteger(hops);
    var ended = new CountDownLatch(3);
    List<Tally> ring = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int next = (i + 1) % 100;
      boolean announces = i % 3 != 0;
      ring.add(new Tally(dispatcher, () -> hop(left, ring.get(next), ended), announces));
    }
    Thread.ofPlatform().start(this::emptySlots);

    for (int token = 0; token < 3; token++) {
      ring.get(token * 30).tell();
    }

    assertThat(ended.await(300, SECONDS)).as("all tokens arrived").isTrue();
    assertThat(ring).allSatisfy(tally -> assertThat(tally.breach()).isNull());
    assertThat(ring.stream().mapToInt(Tally::steps).sum()).isEqualTo(hops + 3);
    assertThat(taken).as("taken from slots").hasPositiveValue();
  }

  private void hop(AtomicInteger left, Tally next, CountDownLatch ended) {
    if (Runner.current() instanceof Worker worker) {
      current.setOpaque(worker);
    }
    if (left.decrementAndGet() >= 0) {
      next.tell();
    } else {
      ended.countDown();
    }
  }

  private void emptySlots() {
    while (!over.get()) {
      Worker worker = current.getOpaque();
      Activation next = worker == null ? null : worker.takeNextFromOutside();
      if (next != null) {
        taken.getAndIncrement();
        dispatcher.executeFromOutside(next);
      }
    }
  }
}
