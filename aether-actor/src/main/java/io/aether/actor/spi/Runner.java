package io.aether.actor.spi;

import org.jspecify.annotations.Nullable;

/// A thread that runs activations, and what it is running at the moment.
///
/// A dispatcher creates one for each of its threads, [binds][#bind] it there once and calls
/// [#run(Activation)]; everything else about "the current actor" follows from it.
public abstract class Runner {

  private static final ThreadLocal<@Nullable Runner> CURRENT = new ThreadLocal<>();

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
    CURRENT.set(this);
  }

  /// Ends [#bind].
  protected final void unbind() {
    CURRENT.remove();
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

  /// {@return how many messages an activation may process in one turn}
  public int throughput() {
    return 64;
  }

  /// {@return whether the running activation should end its turn at the next message boundary}
  public abstract boolean shouldYield();

  /// Called on the bound thread before a wait of the library blocks it, so that nothing that only
  /// this thread would run has to wait as well.
  public void beforeWait() {}
}
