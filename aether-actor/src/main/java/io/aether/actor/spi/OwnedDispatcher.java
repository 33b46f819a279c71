package io.aether.actor.spi;

/// A dispatcher with threads of its own. Thread-safe.
public interface OwnedDispatcher extends Dispatcher, AutoCloseable {

  /// Lets the threads end when they have nothing left to do, and returns at once. What is executed
  /// later runs elsewhere. Idempotent.
  @Override
  void close();

  /// {@return a dispatcher that pretends: it leaves all work to `dispatcher`}
  static OwnedDispatcher lent(Dispatcher dispatcher) {
    return new OwnedDispatcher() {
      @Override
      public void execute(Activation activation) {
        dispatcher.execute(activation);
      }

      @Override
      public void close() {} // somebody else's
    };
  }
}
