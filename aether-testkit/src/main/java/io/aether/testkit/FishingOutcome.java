package io.aether.testkit;

/// What [TestProbe#fishForMessages] does with one message, and whether it goes on.
public sealed interface FishingOutcome {

  /// Keeps this message and ends.
  record Complete() implements FishingOutcome {}

  /// Keeps this message and waits for the next.
  record ContinueAndCollect() implements FishingOutcome {}

  /// Leaves this message out and waits for the next.
  record ContinueAndIgnore() implements FishingOutcome {}

  /// Fails the expectation.
  record Fail(String reason) implements FishingOutcome {}

  /// Keeps this message and ends.
  static FishingOutcome complete() {
    return new Complete();
  }

  /// Keeps this message and waits for the next.
  static FishingOutcome continueAndCollect() {
    return new ContinueAndCollect();
  }

  /// Leaves this message out and waits for the next.
  static FishingOutcome continueAndIgnore() {
    return new ContinueAndIgnore();
  }

  /// Fails the expectation.
  ///
  /// @param reason what is wrong with this message
  static FishingOutcome fail(String reason) {
    return new Fail(reason);
  }
}
