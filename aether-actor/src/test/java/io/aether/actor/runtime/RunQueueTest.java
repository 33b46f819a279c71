package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RunQueueTest {

  private static final Runner RUNNER =
      new Runner() {
        @Override
        public boolean shouldYield() {
          return false;
        }
      };

  private final RunQueue queue = new RunQueue(8192);

  @Test
  void keepsTheOrderFarBeyondTheRing() {
    List<Activation> offered = activations(30_000);

    offered.forEach(queue::offer);

    assertThat(queue.size()).isEqualTo(30_000);
    List<Activation> polled = new ArrayList<>();
    for (Activation next; (next = queue.poll()) != null; ) {
      polled.add(next);
    }
    assertThat(polled).containsExactlyElementsOf(offered);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.size()).isZero();
  }

  @Test
  void spilledActivationGetsItsTurnWhileOthersKeepComing() {
    activations(8192).forEach(queue::offer);
    Activation spilled = runner -> false;
    queue.offer(spilled);

    int turns = 0;
    while (queue.poll() != spilled) {
      queue.offer(runner -> false);
      turns++;
    }

    assertThat(turns).isEqualTo(8192);
  }

  @Test
  void concurrentUseLosesAndDoublesNothing() throws InterruptedException {
    int each = 300_000;
    AtomicInteger[] taken = new AtomicInteger[2 * each];
    AtomicInteger left = new AtomicInteger(2 * each);
    List<Thread> threads = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      int from = half * each;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = from; i < from + each; i++) {
                  AtomicInteger count = new AtomicInteger();
                  taken[i] = count;
                  queue.offer(runner -> count.incrementAndGet() < 0);
                }
              }));
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                while (left.get() > 0) {
                  Activation next = queue.poll();
                  if (next != null) {
                    next.run(RUNNER);
                    left.decrementAndGet();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(taken).allMatch(count -> count.get() == 1);
    assertThat(queue.isEmpty()).isTrue();
  }

  private static List<Activation> activations(int count) {
    return IntStream.range(0, count)
        .<Activation>mapToObj(
            i -> runner -> i < 0) // captures `i`, so that each lambda is an object of its own
        .toList();
  }
}
