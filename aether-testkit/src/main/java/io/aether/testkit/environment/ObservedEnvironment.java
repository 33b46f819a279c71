package io.aether.testkit.environment;

import io.aether.actor.spi.Environment;
import io.aether.actor.spi.ForwardingEnvironment;
import io.aether.actor.spi.Observer;

/// Another environment with one more observer. Thread-safe.
public class ObservedEnvironment extends ForwardingEnvironment {

  private final Observer observer;

  /// @param added is called after the observer that `environment` has already, if it has one
  public ObservedEnvironment(Environment environment, Observer added) {
    super(environment);
    Observer others = environment.observer();
    this.observer = others == Observer.NONE ? added : new BothObservers(others, added);
  }

  @Override
  public final Observer observer() {
    return observer;
  }
}
