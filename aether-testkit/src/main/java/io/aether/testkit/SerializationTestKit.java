package io.aether.testkit;

import io.aether.actor.ActorSystem;
import io.aether.actor.spi.SafeText;
import io.aether.cluster.MessageCodec;
import io.aether.cluster.MessageTypes;
import java.util.List;
import java.util.Optional;

/// Sends messages through the cluster's codec and back.
///
/// ```java
/// SerializationTestKit.of(kit.system(), Bank.MESSAGES).verify(new Deposit(10, probe.ref()), DONE);
/// ```
///
/// Thread-safe.
public final class SerializationTestKit {

  private final MessageCodec codec;

  private SerializationTestKit(MessageCodec codec) {
    this.codec = codec;
  }

  /// A kit for messages between actors of `system`, whose refs they may contain.
  ///
  /// @throws IllegalArgumentException if one of the types could never be sent; the message says why
  public static SerializationTestKit of(ActorSystem system, MessageTypes types) {
    return new SerializationTestKit(MessageCodec.of(system, types));
  }

  /// Makes sure that each message comes back equal.
  ///
  /// @throws AssertionError if one does not, or cannot be sent; it says which and what differs
  public void verify(Object... messages) {
    for (Object message : messages) {
      problem(message)
          .ifPresent(problem -> {
            throw new AssertionError(problem);
          });
    }
  }

  /// {@return the message as it arrives}
  ///
  /// @throws AssertionError if it cannot be sent, or arrives as something of another class
  public <M> M roundTrip(M message) {
    try {
      Object arrived = codec.decode(codec.encode(message));
      if (arrived.getClass() != message.getClass() && !Difference.isNone(message, arrived)) {
        throw new AssertionError(
            "%s arrives as a %s".formatted(describe(message), arrived.getClass().getName()));
      }
      @SuppressWarnings("unchecked") // of the same class, or equal
      M same = (M) arrived;
      return same;
    } catch (IllegalArgumentException e) {
      throw new AssertionError(describe(message) + " cannot be sent: " + e.getMessage(), e);
    }
  }

  /// {@return what is wrong with `message`, if anything is}
  Optional<String> problem(Object message) {
    Object arrived;
    try {
      arrived = roundTrip(message);
    } catch (AssertionError e) {
      return Optional.ofNullable(e.getMessage());
    }
    if (Difference.isNone(message, arrived)) {
      return Optional.empty();
    }
    List<String> differences = Difference.between(message, arrived);
    return Optional.of(
        "%s arrives as something that is not equal to it: %s%n  %s"
            .formatted(
                describe(message),
                SafeText.of(arrived),
                differences.isEmpty()
                    ? "both read the same inside; does %s compare an array, or by identity?"
                        .formatted(message.getClass().getName())
                    : String.join("\n  ", differences)));
  }

  private static String describe(Object message) {
    return "The %s %s".formatted(message.getClass().getName(), SafeText.of(message));
  }
}
