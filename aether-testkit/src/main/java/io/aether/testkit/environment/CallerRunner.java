package io.aether.testkit.environment;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;

/// Runs actors on the calling thread, one message a turn. One for each turn: where a behavior
/// waits, others run inside its turn.
public final class CallerRunner extends Runner {

  private final CallerEnvironment environment;

  CallerRunner(CallerEnvironment environment) {
    this.environment = environment;
  }

  CallerEnvironment environment() {
    return environment;
  }

  /// Runs one turn of `activation`, and then again what this thread was running before.
  boolean turn(Activation activation) {
    Runner outer = Runner.current();
    if (outer != null && !(outer instanceof CallerRunner)) {
      throw new IllegalStateException(
          "A BehaviorTestKit runs its actor on the calling thread, which already runs actors: "
              + outer.running()
              + "; call it from the thread of a test");
    }
    bind();
    try {
      return run(activation);
    } finally {
      if (outer instanceof CallerRunner caller) {
        caller.bind();
      } else {
        unbind();
      }
    }
  }

  @Override
  public int throughput() {
    return 1;
  }

  @Override
  public boolean shouldYield() {
    return true;
  }
}
