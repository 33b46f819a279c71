package io.aether.testkit.cluster;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The world as one node of a test cluster sees it: that of the test, except that the node can be
/// held up or killed, and that its clocks may run at another rate. Thread-safe.
///
///     RUNNING <--pause(), resume()--> PAUSED
///        +--------kill()----------------+----> DEAD
///
/// A node that is held up is given no turn, no timer and no end of a wait, as if its process were
/// stopped; its clocks go on. What runs at that moment, or is in line for a turn already, stops where it
/// next waits or at the end of that turn. A dead node is given nothing any more.
public final class NodeEnvironment implements Environment {

  private enum State {
    RUNNING,
    PAUSED,
    DEAD
  }

  /// The node's time: `local` when the test's was `base`, and since then `rate` times as fast.
  private record Pace(long base, long local, double rate) {
    long at(long now) {
      return rate == 1 ? local + (now - base) : local + (long) ((now - base) * rate);
    }
  }

  private final String node;
  private final Environment base;
  private final Dispatcher dispatcher = this::execute;
  private final Scheduler scheduler = new NodeScheduler();

  /// Written under the lock, read by any thread.
  private volatile State state = State.RUNNING;

  private volatile Pace pace;

  /// What is to be done at [#resume], in order. Guarded by this.
  private final List<Runnable> held = new ArrayList<>();

  /// Completed by [#resume]. Guarded by this.
  private CompletableFuture<Void> resumed = CompletableFuture.completedFuture(null);

  /// @param node the node's name
  public NodeEnvironment(String node, Environment base) {
    this.node = node;
    this.base = base;
    long now = base.scheduler().nanoTime();
    this.pace = new Pace(now, now, 1);
  }

  // ---- What the test does ----

  public synchronized void pause() {
    if (state == State.RUNNING) {
      state = State.PAUSED;
      resumed = new CompletableFuture<>();
    }
  }

  public void resume() {
    List<Runnable> due;
    CompletableFuture<Void> waits;
    synchronized (this) {
      if (state != State.PAUSED) {
        return;
      }
      state = State.RUNNING;
      due = List.copyOf(held);
      held.clear();
      waits = resumed;
    }
    due.forEach(Runnable::run);
    waits.complete(null);
  }

  public synchronized void kill() {
    state = State.DEAD;
    held.clear();
  }

  /// {@return whether the node is given its turns}
  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /// Lets the node's clocks run at `rate` from now on.
  public synchronized void setRate(double rate) {
    long now = base.scheduler().nanoTime();
    pace = new Pace(now, pace.at(now), rate);
  }

  // ---- What the node sees ----

  @Override
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public InstantSource clock() {
    return () -> {
      long now = base.scheduler().nanoTime();
      return base.clock().instant().plusNanos(pace.at(now) - now);
    };
  }

  @Override
  public RandomGenerator random() {
    return base.random();
  }

  @Override
  public void await(CompletableFuture<?> future) throws InterruptedException {
    base.await(future);
    awaitTurn();
  }

  @Override
  public boolean mayWait() {
    return base.mayWait();
  }

  @Override
  public void fork(String name, Runnable task) {
    if (state == State.DEAD) {
      return;
    }
    base.fork(
        name,
        () -> {
          try {
            awaitTurn();
            task.run();
          } catch (NodeDead ends) {
            // This is how its tasks end.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // before it began
          }
        });
  }

  @Override
  public Observer observer() {
    return base.observer();
  }

  private void execute(Activation activation) {
    if (state == State.RUNNING || !hold(() -> base.dispatcher().execute(activation))) {
      base.dispatcher().execute(activation);
    }
  }

  /// {@return false if the node has just been resumed}
  private synchronized boolean hold(Runnable what) {
    if (state == State.PAUSED) {
      held.add(what);
    }
    return state != State.RUNNING;
  }

  private void awaitTurn() throws InterruptedException {
    while (state != State.RUNNING) {
      CompletableFuture<Void> turn;
      synchronized (this) {
        turn = resumed;
      }
      if (state == State.DEAD) {
        Runner runner = Runner.current();
        if (runner == null || runner.running() == null) {
          throw new NodeDead(node);
        }
        turn = new CompletableFuture<>(); // an actor's wait never ends: nothing of it may go on
      }
      base.await(turn);
    }
  }

  private final class NodeScheduler implements Scheduler {

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
      var timer = new Timer(task);
      double rate = pace.rate;
      Duration scaled = rate == 1 ? delay : Duration.ofNanos((long) (Nanos.of(delay) / rate));
      timer.base = base.scheduler().schedule(scaled, timer);
      return timer;
    }

    @Override
    public long nanoTime() {
      return pace.at(base.scheduler().nanoTime());
    }
  }

  private final class Timer implements Cancellable, Runnable {

    private final Runnable task;
    private final AtomicBoolean over = new AtomicBoolean();

    /// Written by whoever schedules, before anybody else can cancel.
    private @Nullable Cancellable base;

    Timer(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if ((isRunning() || !hold(this::runLater)) && over.compareAndSet(false, true)) {
        task.run();
      }
    }

    private void runLater() {
      NodeEnvironment.this.base.scheduler().schedule(Duration.ZERO, this);
    }

    @Override
    public boolean cancel() {
      Objects.requireNonNull(base).cancel();
      return over.compareAndSet(false, true);
    }
  }

  /// Ends what waits on a node that was killed, if it is no actor of the node.
  private static final class NodeDead extends Error {
    private static final long serialVersionUID = 1;

    NodeDead(String node) {
      super("Node '" + node + "' was killed; nothing of it goes on");
    }
  }
}
