package io.aether.testkit;

import java.time.Duration;

/// What can happen to a [StoreCall].
public sealed interface StoreFault {

  /// The store cannot be reached: the call throws. Of an append nobody knows the outcome then; it
  /// has not happened.
  record Failure(String reason) implements StoreFault {}

  /// An append is refused for good, as an event too large would be.
  record Refusal(String reason) implements StoreFault {}

  /// The call takes its time, and then happens.
  record Delay(Duration duration) implements StoreFault {}

  /// The outcome of an append stays unknown.
  record Unknown(Reality reality, Duration later) implements StoreFault {}

  /// What really becomes of an append whose outcome is unknown.
  enum Reality {
    /// It is not stored, and never will be.
    LOST,
    /// It is stored.
    STORED,
    /// It is on its way and arrives later, if the log still ends where it did.
    STORED_LATER
  }

  static StoreFault fail(String reason) {
    return new Failure(reason);
  }

  static StoreFault refuse(String reason) {
    return new Refusal(reason);
  }

  static StoreFault delay(Duration duration) {
    return new Delay(duration);
  }

  static StoreFault unknownAndLost() {
    return new Unknown(Reality.LOST, Duration.ZERO);
  }

  static StoreFault unknownButStored() {
    return new Unknown(Reality.STORED, Duration.ZERO);
  }

  static StoreFault unknownAndStoredAfter(Duration delay) {
    return new Unknown(Reality.STORED_LATER, delay);
  }
}
