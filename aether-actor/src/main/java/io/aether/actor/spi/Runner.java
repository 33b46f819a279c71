package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A thread that runs activations, and the activation that it runs at the moment.
///
/// A dispatcher creates a runner for each of its threads, [binds][#bind] it there once and calls
/// [#run(Activation)]. The current actor of a thread is derived from its runner.
@Experimental
public abstract class Runner {

  private static final ThreadLocal<@Nullable Runner> CURRENT = new ThreadLocal<>();

  /// The runners that are bound to a thread. Written and read by any thread; iterated to find the
  /// runner of an activation, of which there is at most one.
  private static final Set<Runner> BOUND = ConcurrentHashMap.newKeySet();

  /// Written when the runner is bound, before it is added to `BOUND`.
  private @Nullable Thread thread;

  /// Written by the bound thread only. Read by that thread, and by diagnostics without any
  /// ordering.
  private @Nullable Activation running;

  /// For dispatchers.
  protected Runner() {}

  /// {@return the runner bound to the calling thread, or null if the thread runs no actors}
  public static @Nullable Runner current() {
    return CURRENT.get();
  }

  /// Makes this the runner of the calling thread.
  protected final void bind() {
    Runner before = CURRENT.get();
    if (before != null && before != this) {
      BOUND.remove(before);
    }
    thread = Thread.currentThread();
    CURRENT.set(this);
    BOUND.add(this);
  }

  /// Makes this the runner of the calling thread while `work` runs, and then restores the previous
  /// one.
  protected final void bindDuring(Runnable work) {
    Runner outer = CURRENT.get();
    thread = Thread.currentThread();
    CURRENT.set(this);
    BOUND.add(this);
    try {
      work.run();
    } finally {
      BOUND.remove(this);
      if (outer == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(outer);
      }
    }
  }

  /// Ends [#bind].
  protected final void unbind() {
    CURRENT.remove();
    BOUND.remove(this);
  }

  /// Runs one turn of `activation` on the bound thread.
  protected final boolean run(Activation activation) {
    running = activation;
    try {
      return activation.run(this);
    } finally {
      running = null;
    }
  }

  /// {@return the activation that the bound thread is running; exact on that thread, a hint on
  /// others}
  public final @Nullable Activation running() {
    return running;
  }

  /// Looks for the runner that runs `activation` at the moment. For diagnostics: the search takes
  /// longer the more threads there are, and its result may be outdated when it is used.
  public static @Nullable Runner running(Activation activation) {
    for (Runner runner : BOUND) {
      if (runner.running == activation) {
        return runner;
      }
    }
    return null;
  }

  /// {@return the runners that run an activation, by their activation; for diagnostics, like
  /// [#running(Activation)]}
  public static IdentityHashMap<Activation, Runner> allRunning() {
    IdentityHashMap<Activation, Runner> all = new IdentityHashMap<>();
    for (Runner runner : BOUND) {
      Activation activation = runner.running;
      if (activation != null) {
        all.put(activation, runner);
      }
    }
    return all;
  }

  /// {@return the stack of the bound thread, innermost call first; for diagnostics}
  public final StackTraceElement[] stack() {
    Thread bound = thread;
    return bound == null ? new StackTraceElement[0] : bound.getStackTrace();
  }

  /// {@return the minimum time for which the running turn has lasted; 0 if that is not known,
  /// because the turn is short}
  public long turnNanos() {
    return 0;
  }

  /// {@return the number of messages that an activation may process in one turn, unless configured
  /// otherwise}
  public int throughput() {
    return 64;
  }

  /// {@return the number of messages that an actor may process in one turn; by default no more than
  /// [#throughput()], even if a larger number is configured}
  ///
  /// @param configured the number in the configuration of its system, or in its dispatcher selector
  public int throughput(int configured) {
    return Math.min(configured, throughput());
  }

  /// {@return whether the running activation should end its turn at the next message boundary}
  public abstract boolean shouldYield();

  /// Called on the bound thread by an activation that calls no more handlers in this turn, unless
  /// [#staying] follows: the activation continues with the volatile compare-and-set by which it
  /// becomes idle, and returns.
  ///
  /// The compare-and-set is the memory barrier between the runner's work in this method and its
  /// work after the turn, so the runner needs no barrier of its own. No activation has to call this
  /// method; an activation that calls it and continues without such a barrier may make the runner
  /// run an activation twice.
  public void leaving() {}

  /// Called on the bound thread after [#leaving] if the turn continues anyway, before any call that
  /// may block.
  public void staying() {}

  /// Called on the bound thread before a wait of the library blocks it, so that the activations
  /// that only this thread would run do not have to wait as well.
  public void beforeWait() {}

  /// Called on the bound thread, repeatedly, while it waits for another thread that is between two
  /// instructions of a hand-over. The other thread may have lost its processor, so a runner should
  /// yield its own processor for a moment if the wait takes long.
  ///
  /// @param round the number of earlier calls for the same wait
  public void spin(int round) {
    Thread.onSpinWait();
  }
}
