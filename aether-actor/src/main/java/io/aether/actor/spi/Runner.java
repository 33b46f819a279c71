package io.aether.actor.spi;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A thread that runs activations, and what it is running at the moment.
///
/// A dispatcher creates one for each of its threads, [binds][#bind] it there once and calls
/// [#run(Activation)]; everything else about "the current actor" follows from it.
public abstract class Runner {

  private static final ThreadLocal<@Nullable Runner> CURRENT = new ThreadLocal<>();

  /// The runners that are bound to a thread. Any thread; walked only to find the one that runs
  /// something, of which there is at most one.
  private static final Set<Runner> BOUND = ConcurrentHashMap.newKeySet();

  /// Written when it is bound, before it is put into `BOUND`.
  private @Nullable Thread thread;

  /// Written by the bound thread only. Read by it, and without any ordering by diagnostics.
  private @Nullable Activation running;

  /// For dispatchers.
  protected Runner() {}

  /// {@return the runner bound to the calling thread, or null if it runs no actors}
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

  /// Makes this the runner of the calling thread for the time of `work`, and then whichever was.
  protected final void bindDuring(Runnable work) {
    Runner outer = CURRENT.get();
    CURRENT.set(this);
    try {
      work.run();
    } finally {
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

  /// {@return what the bound thread is running; exact on that thread, a hint on others}
  public final @Nullable Activation running() {
    return running;
  }

  /// Looks for whoever runs `activation` at the moment. For diagnostics: it takes longer the more
  /// threads there are, and what it finds may be over when it is looked at.
  public static @Nullable Runner running(Activation activation) {
    for (Runner runner : BOUND) {
      if (runner.running == activation) {
        return runner;
      }
    }
    return null;
  }

  /// {@return the runners that run something, by what they run; for diagnostics, like
  /// [#running(Activation)]}
  public static Map<Activation, Runner> allRunning() {
    Map<Activation, Runner> all = new IdentityHashMap<>();
    for (Runner runner : BOUND) {
      Activation activation = runner.running;
      if (activation != null) {
        all.put(activation, runner);
      }
    }
    return all;
  }

  /// {@return what the bound thread is at, innermost call first; for diagnostics}
  public final StackTraceElement[] stack() {
    Thread bound = thread;
    return bound == null ? new StackTraceElement[0] : bound.getStackTrace();
  }

  /// {@return for how long at least the running turn has lasted; 0 if that is not known, because it
  /// is short}
  public long turnNanos() {
    return 0;
  }

  /// {@return how many messages an activation may process in one turn, if nothing else says how
  /// many}
  public int throughput() {
    return 64;
  }

  /// {@return how many messages an actor may process in one turn; by default no more than
  /// [#throughput()] says, whatever is configured}
  ///
  /// @param configured what the configuration of its system says, or its dispatcher selector
  public int throughput(int configured) {
    return Math.min(configured, throughput());
  }

  /// {@return whether the running activation should end its turn at the next message boundary}
  public abstract boolean shouldYield();

  /// Called on the bound thread by an activation that calls no more handlers in this turn, unless
  /// [#staying] follows: it goes on to the volatile compare-and-set by which it becomes idle, and
  /// returns.
  ///
  /// That compare-and-set is the fence between what the runner does here and what it does after the
  /// turn, which spares it one of its own. No activation has to call this; one that does and goes
  /// on without such a fence may make the runner run something twice.
  public void leaving() {}

  /// Called on the bound thread after [#leaving] if the turn goes on nevertheless, before anything
  /// else may be called that may block.
  public void staying() {}

  /// Called on the bound thread before a wait of the library blocks it, so that nothing that only
  /// this thread would run has to wait as well.
  public void beforeWait() {}

  /// Called on the bound thread, again and again, while it waits for another thread that is between
  /// two instructions of a hand-over. That one may have lost its processor, so a runner should give
  /// its own up for a moment if it takes long.
  ///
  /// @param round how often this was called before for the same wait
  public void spin(int round) {
    Thread.onSpinWait();
  }
}
