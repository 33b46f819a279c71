package io.aether.testkit.engine;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One of the threads of a simulation. Of all of them, only the one that holds the baton runs.
///
/// Drawn, it leads: it draws what runs next and runs it in place. When that waits, the strand waits
/// with it and another one leads; when that may go on, the leader passes the baton back and is
/// idle.
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

  /// What this strand runs or, while it waits, will go on with, in words.
  String label = "";

  /// The same: an activation, a task or a timer; null while it runs nothing.
  @Nullable Object doing;

  /// What the strand that stopped leading had drawn for this one to run.
  @Nullable Object assigned;

  /// Counts waits, so that what ended one of them cannot end a later one.
  long waits;

  /// Whether the wait is over and this strand can be drawn.
  boolean ready = true;

  private int throughput;

  /// When the running turn began.
  private long turnStart;

  // ---- The own thread writes, the holder of the baton reads ----

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

  /// {@return what this strand runs; itself if nothing}
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
        interrupted = true; // before the flag goes, so that a reader of both misses neither
        Thread.interrupted();
      }
    }
    return true;
  }

  /// {@return whether someone has interrupted this strand while it was waiting}
  boolean isInterrupted() {
    return interrupted || thread.isInterrupted();
  }

  /// Like [#isInterrupted], and forgets it. Called by the own thread.
  boolean takeInterrupt() {
    boolean taken = isInterrupted();
    interrupted = false;
    Thread.interrupted();
    return taken;
  }
}
