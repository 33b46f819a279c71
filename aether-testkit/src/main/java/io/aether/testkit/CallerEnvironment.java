package io.aether.testkit;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A world in which everything runs on the thread that waits for it, in order, in virtual time. For
/// tests of single actors, where there is nothing to interleave; owned by one thread.
///
/// Whoever waits runs what is due until its future is complete, inside its own call. So a handler
/// may wait, too; time jumps to the next timer only when nothing else is left.
final class CallerEnvironment implements Environment {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Deque<Runnable> due = new ArrayDeque<>();

  /// By when they are due, and in the order in which they were started.
  private final TreeMap<Due, Runnable> timers = new TreeMap<>();

  private final SplittableRandom random = new SplittableRandom(1);
  private long now;
  private long timersStarted;

  private record Due(long at, long number) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  private final Scheduler scheduler =
      new Scheduler() {
        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
          var when = new Due(now + Math.max(0, delay.toNanos()), ++timersStarted);
          timers.put(when, task);
          return () -> timers.remove(when) != null;
        }

        @Override
        public long nanoTime() {
          return now;
        }
      };

  /// Runs all that can run without time passing.
  void runUntilIdle() {
    Runnable next;
    while ((next = due.poll()) != null) {
      next.run();
    }
  }

  @Override
  public Dispatcher dispatcher() {
    return activation -> due.add(() -> run(activation));
  }

  private void run(Activation activation) {
    Turn turn = new Turn();
    turn.begin();
    try {
      if (turn.take(activation)) {
        dispatcher().execute(activation);
      }
    } finally {
      turn.end();
    }
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public InstantSource clock() {
    return () -> START.plusNanos(now);
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void await(CompletableFuture<?> future) throws InterruptedException {
    while (!future.isDone()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      Runnable next = due.poll();
      if (next != null) {
        next.run();
      } else if (!timers.isEmpty()) {
        var timer = timers.pollFirstEntry();
        now = Math.max(now, timer.getKey().at);
        timer.getValue().run();
      } else {
        throw new IllegalStateException(
            "Something waits, but nothing is left that could end the wait");
      }
    }
  }

  @Override
  public void fork(String name, Runnable task) {
    due.add(task);
  }

  /// One activation's turn on the caller's thread, perhaps inside that of another one that waits.
  private static final class Turn extends Runner {

    private @Nullable Turn outer;

    void begin() {
      outer = Runner.current() instanceof Turn turn ? turn : null;
      bind();
    }

    boolean take(Activation activation) {
      return run(activation);
    }

    void end() {
      if (outer != null) {
        outer.bindAgain();
      } else {
        unbind();
      }
    }

    private void bindAgain() {
      bind();
    }

    @Override
    public boolean shouldYield() {
      return false;
    }
  }
}
