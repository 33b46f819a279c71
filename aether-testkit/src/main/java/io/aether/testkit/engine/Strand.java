package io.aether.testkit.engine;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One of the threads of a simulation. Only the strand that holds the baton runs.
///
/// A leading strand draws the next item and runs it in place. If the item waits, its strand waits
/// with it and another strand leads. When the item can continue and is drawn, the leader passes the
/// baton back and becomes idle.
///
/// ```
///   LEADING ---- what it runs waits -------> WAITING
///    |   ^                                      |
///    |   +-------- drawn, gets the baton -------+
///    v
///   IDLE  (until another strand waits and needs a leader)
/// ```
final class Strand extends Runner implements Runnable {

  final Thread thread;
  private final SimulationLoop loop;

  // ---- The holder of the baton ----

  /// A description of the item that this strand runs, or will continue after its wait.
  String label = "";

  /// The item itself: an activation, a task or a timer; null while the strand runs nothing.
  @Nullable Object doing;

  /// The item that the previous leader drew for this strand to run; null if there is none.
  @Nullable Object assigned;

  /// The number of waits so far, so that the end of one wait cannot end a later one.
  long waits;

  /// Whether the wait is over, so that this strand can be drawn.
  boolean ready = true;

  private int throughput;

  /// When the running turn began.
  private long turnStart;

  // ---- Written by its own thread, read by the holder of the baton ----

  private volatile boolean interrupted;

  Strand(SimulationLoop loop, String name) {
    this.loop = loop;
    this.thread = Thread.ofVirtual().name(name).unstarted(this);
  }

  @Override
  public void run() {
    bind();
    try {
      loop.lead(this);
    } finally {
      unbind();
    }
  }

  /// Runs one turn of `activation`, of at most `messages` messages.
  boolean turn(Activation activation, int messages) {
    throughput = messages;
    turnStart = loop.now();
    return run(activation);
  }

  @Override
  public long turnNanos() {
    return loop.now() - turnStart;
  }

  @Override
  public int throughput() {
    return throughput;
  }

  @Override
  public boolean shouldYield() {
    return loop.isOver();
  }

  /// {@return the item that this strand runs; the strand itself if there is none}
  Object subject() {
    return doing == null ? this : doing;
  }

  /// Parks until this strand holds the baton.
  ///
  /// @return false if the simulation finished instead
  boolean awaitBaton() {
    while (!loop.isHeldBy(this)) {
      if (loop.isFinished()) {
        return false;
      }
      LockSupport.park(loop);
      if (thread.isInterrupted()) {
        interrupted =
            true; // before the thread's flag is cleared, so that a reader of both misses neither
        Thread.interrupted();
      }
    }
    return true;
  }

  /// {@return whether this strand was interrupted while it waited}
  boolean isInterrupted() {
    return interrupted || thread.isInterrupted();
  }

  /// Like [#isInterrupted], and clears it. Called by the strand's own thread.
  boolean takeInterrupt() {
    boolean taken = isInterrupted();
    interrupted = false;
    Thread.interrupted();
    return taken;
  }
}
