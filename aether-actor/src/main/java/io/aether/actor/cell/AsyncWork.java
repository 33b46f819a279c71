package io.aether.actor.cell;

import io.aether.actor.Cancellable;
import io.aether.actor.Outcome;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Background work of one life of an actor; see [ActorContext#async].
///
/// Like a timer, it is its own generation: its outcome counts only while it is still among the
/// works of its actor. So the actor never sees an outcome from an earlier life or of cancelled
/// work.
final class AsyncWork<R> implements Runnable, Cancellable {

  private final ActorCell<?> cell;
  private final Callable<R> task;
  private final Function<Outcome<R>, ?> toMessage;

  // ---- Guarded by this, so that an interrupt reaches only the task ----

  /// The thread that runs the task; null before and after.
  private @Nullable Thread thread;

  private boolean over;
  private boolean cancelled;

  AsyncWork(ActorCell<?> cell, Callable<R> task, Function<Outcome<R>, ?> toMessage) {
    this.cell = cell;
    this.task = task;
    this.toMessage = toMessage;
  }

  @Override
  public void run() {
    if (begin()) {
      Outcome<R> outcome;
      try {
        outcome = new Outcome.Success<>(task.call());
      } catch (Throwable failure) {
        outcome = new Outcome.Failure<>(failure);
      }
      if (end()) {
        cell.enqueue(InBand.Adapted.own(toMessage, outcome, this));
      } else {
        Thread.interrupted(); // the interrupt was meant for the task
      }
    }
  }

  private synchronized boolean begin() {
    thread = over ? null : Thread.currentThread();
    return !over;
  }

  /// {@return whether the outcome is still wanted}
  private synchronized boolean end() {
    thread = null;
    boolean wanted = !over;
    over = true;
    return wanted;
  }

  /// {@return whether no outcome will arrive}
  synchronized boolean isCancelled() {
    return cancelled;
  }

  @Override
  public synchronized boolean cancel() {
    boolean wasWanted = !over;
    cancelled |= wasWanted;
    over = true;
    if (thread != null) {
      thread.interrupt();
    }
    return wasWanted;
  }
}
