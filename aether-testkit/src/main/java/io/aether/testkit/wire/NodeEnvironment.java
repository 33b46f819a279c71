package io.aether.testkit.wire;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.ForwardingEnvironment;
import io.aether.actor.spi.Nanos;
import io.aether.actor.spi.OwnedDispatcher;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The environment of one node of a test cluster: that of the test, except that the node can be paused
/// or killed, and that its clocks may run at another rate. Thread-safe.
///
///     RUNNING <--pause(), resume()--> PAUSED
///        +--------kill()----------------+----> DEAD
///
/// While a node is paused, none of its turns, timers or waits continues, as if its process were stopped;
/// its clocks continue. Code that runs at that moment, or an actor that is already queued for a turn, stops
/// where it next waits or at the end of that turn. Nothing of a dead node continues.
public final class NodeEnvironment extends ForwardingEnvironment {

  private enum State {
    RUNNING,
    PAUSED,
    DEAD
  }

  /// The node's clock: it showed `local` when the test's showed `base`, and runs `rate` times as
  /// fast.
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

  /// Work that was held while the node was paused, for [#resume], in order. Guarded by this.
  private final List<Runnable> held = new ArrayList<>();

  /// Completed by [#resume]. Guarded by this.
  private CompletableFuture<Void> resumed = CompletableFuture.completedFuture(null);

  /// @param node the node's name
  public NodeEnvironment(String node, Environment base) {
    super(base);
    this.node = node;
    this.base = base;
    long now = base.scheduler().nanoTime();
    this.pace = new Pace(now, now, 1);
  }

  // ---- Called by the test ----

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

  /// {@return whether the node is neither paused nor dead}
  public boolean isRunning() {
    return state == State.RUNNING;
  }

  /// Lets the node's clocks run `rate` times as fast as the test's from now on.
  public synchronized void setRate(double rate) {
    long now = base.scheduler().nanoTime();
    pace = new Pace(now, pace.at(now), rate);
  }

  // ---- Called by the node ----

  @Override
  public Dispatcher dispatcher() {
    return dispatcher;
  }

  /// Runs activations like any other: only [#dispatcher] can be paused.
  @Override
  public Dispatcher callers() {
    return dispatcher;
  }

  /// Has no threads of its own: only [#dispatcher] can be paused.
  @Override
  public OwnedDispatcher threads(String name, int count, boolean platform) {
    return OwnedDispatcher.lent(dispatcher);
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
  public void await(CompletableFuture<?> future) throws InterruptedException {
    base.await(future);
    awaitTurn();
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
            // a task of a node that was killed
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // before the task began
          }
        });
  }

  /// A node of a test does not hook into the end of the JVM.
  @Override
  public Cancellable onExit(Runnable task) {
    return () -> false;
  }

  /// A node of a test does not keep the JVM alive.
  @Override
  public Cancellable keepAlive() {
    return () -> false;
  }

  private void execute(Activation activation) {
    if (state == State.RUNNING || !hold(() -> base.dispatcher().execute(activation))) {
      base.dispatcher().execute(activation);
    }
  }

  /// Holds `what` until [#resume], or drops it if the node is dead. {@return false if the node
  /// runs}
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
        turn =
            new CompletableFuture<>(); // never completed: an actor of a dead node must not continue
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

    /// Written by the thread that schedules, before the timer is returned.
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

  /// Ends tasks that wait on a node that was killed.
  private static final class NodeDead extends Error {
    private static final long serialVersionUID = 1;

    NodeDead(String node) {
      super("Node '" + node + "' was killed; its tasks do not continue");
    }
  }
}
