package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// The smallest actor: it takes one step for each message, and records every violation of the
/// dispatcher's guarantees.
final class Tally implements Activation {

  private final Dispatcher dispatcher;
  private final Runnable step;
  private final boolean announcesLeaving;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean running = new AtomicBoolean();
  private final AtomicReference<String> breach = new AtomicReference<>();

  /// Deliberately not volatile: the count is exact only if each run happens-before the next one.
  private int steps;

  Tally(Dispatcher dispatcher, Runnable step) {
    this(dispatcher, step, /* announcesLeaving= */ true);
  }

  Tally(Dispatcher dispatcher, Runnable step, boolean announcesLeaving) {
    this.dispatcher = dispatcher;
    this.step = step;
    this.announcesLeaving = announcesLeaving;
  }

  void tell() {
    if (waiting.getAndIncrement() == 0) {
      dispatcher.execute(this);
    }
  }

  @Override
  public boolean run(Runner runner) {
    if (Runner.current() != runner || runner.running() != this) {
      breach.set("ran with the wrong runner");
    }
    for (int taken = 1; ; taken++) {
      if (waiting.get() == 0) {
        breach.set("ran without work");
        return false;
      }
      if (running.getAndSet(true)) {
        breach.set("ran twice at once");
      }
      steps++;
      step.run();
      running.set(false);
      if (announcesLeaving) {
        runner.leaving();
      }
      if (waiting.decrementAndGet() == 0) {
        return false;
      }
      runner.staying();
      if (taken == runner.throughput() || runner.shouldYield()) {
        return true;
      }
    }
  }

  /// {@return the number of steps taken; exact once all of them are known to be done}
  int steps() {
    return steps;
  }

  String breach() {
    return breach.get();
  }
}
