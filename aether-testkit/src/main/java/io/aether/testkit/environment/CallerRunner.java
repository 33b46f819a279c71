package io.aether.testkit.environment;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;

/// Runs actors on the calling thread, one message in each turn. There is one runner for each turn,
/// because other actors run inside the turn of a behavior that waits.
public final class CallerRunner extends Runner {

  private final CallerEnvironment environment;

  CallerRunner(CallerEnvironment environment) {
    this.environment = environment;
  }

  CallerEnvironment environment() {
    return environment;
  }

  /// Runs one turn of `activation`, and then restores the runner that this thread had before.
  boolean turn(Activation activation) {
    Runner outer = Runner.current();
    if (outer != null && !(outer instanceof CallerRunner)) {
      throw new IllegalStateException(
          "A BehaviorTestKit runs its actor on the calling thread, which already runs actors: "
              + outer.running()
              + "; call the kit from the thread of a test");
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
