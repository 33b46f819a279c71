package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;

/// A dispatcher with threads of its own. Thread-safe.
@Experimental
public interface OwnedDispatcher extends Dispatcher, AutoCloseable {

  /// Lets the threads end when they have nothing left to do, and returns at once. Activations that
  /// are executed later run elsewhere. Idempotent.
  @Override
  void close();

  /// {@return a dispatcher without threads of its own, which leaves all work to `dispatcher`}
  static OwnedDispatcher lent(Dispatcher dispatcher) {
    return new OwnedDispatcher() {
      @Override
      public void execute(Activation activation) {
        dispatcher.execute(activation);
      }

      @Override
      public void close() {} // the threads belong to another owner
    };
  }
}
