package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Runs tasks that may call user code, on the threads of a dispatcher: for example, the completion
/// of a future that came due on a thread of a [Scheduler], which must only enqueue.
///
/// A task may block: it blocks the thread that runs it, and no other task. Tasks begin in the order
/// in which they were added; several may run at the same time. Any number of tasks takes up only
/// one place in the dispatcher's queue, and the dispatcher starts additional threads only for tasks
/// that block. A task that throws is logged. Thread-safe; `execute` never blocks.
///
/// ```
/// IDLE --execute: CAS(false, true), dispatch--> SCHEDULED --the turn begins: set(false)--> IDLE
/// ```
///
/// No task is left behind. `execute` adds the task and then reads `scheduled`; a turn clears
/// `scheduled` and then reads the queue, so at least one of the two sees the other's write. If
/// other tasks wait, a turn schedules the next turn before it runs a task, because the task may
/// block, and also at its end.
@Experimental
public final class Completions implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

  private final String name;
  private final Dispatcher dispatcher;

  /// Any thread adds, and turns poll.
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /// Whether a turn is in the dispatcher's queue. Set by the thread that puts it there, cleared by
  /// the turn when it begins.
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /// @param name the name for the log
  /// @param dispatcher runs the tasks
  public Completions(String name, Dispatcher dispatcher) {
    this.name = name;
    this.dispatcher = dispatcher;
  }

  /// Runs `task` soon, on a thread of the dispatcher.
  @Override
  public void execute(Runnable task) {
    waiting.add(task);
    schedule();
  }

  /// {@return whether `activation` runs such tasks} The tasks are user code outside any actor, so
  /// the library may block them and throw exceptions to them, as to a user's thread.
  public static boolean isTurn(@Nullable Activation activation) {
    return activation instanceof Turn;
  }

  private void schedule() {
    if (claim()) {
      dispatcher.execute(new Turn(this));
    }
  }

  /// {@return whether the caller has to schedule the next turn}
  private boolean claim() {
    return !scheduled.get() && scheduled.compareAndSet(false, true);
  }

  @Override
  public String toString() {
    return "completions of " + name;
  }

  /// One turn. The next turn is another object if it is scheduled while this one may block in a
  /// task.
  private static final class Turn implements Activation {

    private final Completions owner;

    private Turn(Completions owner) {
      this.owner = owner;
    }

    @Override
    public boolean run(Runner runner) {
      owner.scheduled.set(false);
      try {
        for (int budget = runner.throughput(); budget > 0; budget--) {
          Runnable task = owner.waiting.poll();
          if (task == null) {
            break;
          }
          if (!owner.waiting.isEmpty() && owner.claim()) {
            owner.dispatcher.execute(new Turn(owner));
            runner.beforeWait(); // another thread may run the next turn if this one blocks
          }
          run(task);
          if (runner.shouldYield()) {
            break;
          }
        }
      } finally {
        MDC.clear(); // the thread is shared with actors
      }
      return !owner.waiting.isEmpty() && owner.claim(); // this turn is over, so it may be the next
    }

    private void run(Runnable task) {
      try {
        task.run();
      } catch (Throwable failure) {
        LOG.error(
            "{}: a task threw an exception, which tasks must not do",
            owner,
            SafeText.printable(failure));
      } finally {
        Thread.interrupted(); // an interrupt was meant for this task only
      }
    }

    @Override
    public String toString() {
      return owner.toString();
    }
  }
}
