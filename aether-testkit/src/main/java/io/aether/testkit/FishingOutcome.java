package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import java.util.Objects;

/// The decision of a fishing probe about one message; see [TestProbe#fishForMessages]. Immutable.
@Stable
public final class FishingOutcome {

  enum Kind {
    COMPLETE,
    COLLECT,
    IGNORE,
    FAIL
  }

  private static final FishingOutcome COMPLETE = new FishingOutcome(Kind.COMPLETE, "");
  private static final FishingOutcome COLLECT = new FishingOutcome(Kind.COLLECT, "");
  private static final FishingOutcome IGNORE = new FishingOutcome(Kind.IGNORE, "");

  private final Kind kind;
  private final String reason;

  private FishingOutcome(Kind kind, String reason) {
    this.kind = kind;
    this.reason = reason;
  }

  /// Keeps this message and ends.
  public static FishingOutcome complete() {
    return COMPLETE;
  }

  /// Keeps this message and waits for the next.
  public static FishingOutcome continueAndCollect() {
    return COLLECT;
  }

  /// Skips this message and waits for the next.
  public static FishingOutcome continueAndIgnore() {
    return IGNORE;
  }

  /// Fails the expectation.
  ///
  /// @param reason what is wrong with this message
  public static FishingOutcome fail(String reason) {
    return new FishingOutcome(Kind.FAIL, Objects.requireNonNull(reason, "reason"));
  }

  Kind kind() {
    return kind;
  }

  /// {@return what is wrong with the message; empty unless this fails}
  String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return reason.isEmpty() ? kind.toString() : kind + ": " + reason;
  }
}
