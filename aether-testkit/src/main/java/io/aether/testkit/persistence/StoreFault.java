package io.aether.testkit.persistence;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import java.util.Objects;

/// A fault of a [StoreCall]; see [PersistenceProbe]. Immutable.
@Experimental
public final class StoreFault {

  /// The behavior of the stores under a fault.
  sealed interface Kind {

    /// The call throws.
    record Failure(String reason) implements Kind {}

    /// An append is refused.
    record Refusal(String reason) implements Kind {}

    /// The call happens after `duration`.
    record Delay(Duration duration) implements Kind {}

    /// The outcome of an append is unknown.
    ///
    /// @param later when the append really happens, if it is stored later
    record Unknown(Reality reality, Duration later) implements Kind {}
  }

  /// The real outcome of an append whose outcome is reported as unknown.
  enum Reality {
    LOST,
    STORED,
    STORED_LATER
  }

  private final Kind kind;

  private StoreFault(Kind kind) {
    this.kind = kind;
  }

  /// The store cannot be reached: the call throws a `JournalException` and does not happen. The
  /// caller of an append cannot know that it did not happen.
  public static StoreFault fail(String reason) {
    return new StoreFault(new Kind.Failure(Objects.requireNonNull(reason, "reason")));
  }

  /// An append is refused for good, as an event that is too large would be.
  public static StoreFault refuse(String reason) {
    return new StoreFault(new Kind.Refusal(Objects.requireNonNull(reason, "reason")));
  }

  /// The call blocks for `duration` and then happens.
  ///
  /// @throws IllegalArgumentException if `duration` is negative
  public static StoreFault delay(Duration duration) {
    return new StoreFault(new Kind.Delay(requireNotNegative(duration)));
  }

  /// The outcome of an append is unknown; it is not stored and never will be.
  public static StoreFault unknownAndLost() {
    return new StoreFault(new Kind.Unknown(Reality.LOST, Duration.ZERO));
  }

  /// The outcome of an append is unknown; it is stored.
  public static StoreFault unknownButStored() {
    return new StoreFault(new Kind.Unknown(Reality.STORED, Duration.ZERO));
  }

  /// The outcome of an append is unknown; it is stored after `delay`, if the log then still ends
  /// where it did.
  ///
  /// @throws IllegalArgumentException if `delay` is negative
  public static StoreFault unknownAndStoredAfter(Duration delay) {
    return new StoreFault(new Kind.Unknown(Reality.STORED_LATER, requireNotNegative(delay)));
  }

  private static Duration requireNotNegative(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("A delay must not be negative, but was: " + duration);
    }
    return duration;
  }

  Kind kind() {
    return kind;
  }

  @Override
  public String toString() {
    return kind.toString();
  }
}
