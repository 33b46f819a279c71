package io.aether.testkit.environment;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;

/// An environment that runs everything on the thread of a test, in virtual time, and only when the
/// test calls it.
///
/// Other threads may only hand over results (complete a future that is piped to an actor); the
/// results are processed when the test calls this environment again.
public final class CallerEnvironment implements Environment {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /// Later than any test reaches; small enough that sums do not overflow.
  private static final long NEVER = Long.MAX_VALUE / 2;

  private final Observer observer;
  private final RandomGenerator random = new Random(0);
  private final Scheduler scheduler = new VirtualScheduler();

  // ---- Any thread adds, the test's thread takes ----

  private final Queue<Activation> ready = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

  // ---- Guarded by timers ----

  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private long now;
  private long scheduled;

  public CallerEnvironment() {
    this(Observer.NONE);
  }

  public CallerEnvironment(Observer observer) {
    this.observer = observer;
  }

  // ---- Called by the library ----

  @Override
  public Dispatcher dispatcher() {
    return ready::add;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public InstantSource clock() {
    return () -> START.plusNanos(scheduler.nanoTime());
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Observer observer() {
    return observer;
  }

  @Override
  public void fork(String name, Runnable task) {
    tasks.add(task);
  }

  /// While it waits, runs other activations and tasks; if none can run, advances the time to the
  /// next timer.
  @Override
  public void await(CompletableFuture<?> future) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    while (!future.isDone()) {
      if (!runAny() && !runTimer(NEVER)) {
        throw new IllegalStateException(
            "This wait cannot end: nothing that runs on this thread completes its future;"
                + " let a TestInbox reply (autoReply), or use a timeout");
      }
    }
  }

  // ---- The thread of the test ----

  /// Runs one turn of `activation` if it is ready. {@return whether it was}
  public boolean turn(Activation activation) {
    if (!ready.remove(activation)) {
      return false;
    }
    run(activation);
    return true;
  }

  /// Runs one turn of an activation other than `except`, or one task. {@return whether there was
  /// one}
  public boolean runOther(Activation except) {
    for (Activation each : List.copyOf(ready)) {
      if (each != except && ready.remove(each)) {
        run(each);
        return true;
      }
    }
    return runTask();
  }

  /// Runs everything that can run without advancing the time.
  public void runUntilIdle() {
    boolean went = true;
    while (went) {
      went = runAny();
    }
  }

  private boolean runAny() {
    Activation next = ready.poll();
    if (next == null) {
      return runTask();
    }
    run(next);
    return true;
  }

  private boolean runTask() {
    Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    task.run();
    return true;
  }

  private void run(Activation activation) {
    if (new CallerRunner(this).turn(activation)) {
      ready.add(activation);
    }
  }

  /// Advances the time to the next timer that is due by `instant` and runs it. {@return whether
  /// there was one}
  public boolean runTimer(long instant) {
    Timer timer;
    synchronized (timers) {
      timer = timers.peek();
      if (timer == null || timer.due > instant) {
        return false;
      }
      timers.remove();
      now = Math.max(now, timer.due);
    }
    timer.task.run();
    return true;
  }

  public void moveTo(long instant) {
    synchronized (timers) {
      now = Math.max(now, instant);
    }
  }

  private final class VirtualScheduler implements Scheduler {
    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      long nanos = Nanos.of(delay);
      synchronized (timers) {
        Timer timer = new Timer(now + Math.max(0, nanos), ++scheduled, task);
        timers.add(timer);
        return () -> {
          synchronized (timers) {
            return timers.remove(timer);
          }
        };
      }
    }

    @Override
    public long nanoTime() {
      synchronized (timers) {
        return now;
      }
    }
  }

  private record Timer(long due, long number, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(due, other.due);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }
}
