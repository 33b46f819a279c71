package io.aether.testkit.cluster;

import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.SafeText;
import io.aether.cluster.MessageCodec;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.report.Difference;
import java.util.List;
import java.util.Optional;

/// Checks that messages can cross the wire: encodes and decodes them with the cluster's codec.
///
/// ```java
/// SerializationTestKit.of(kit.system(), Bank.MESSAGES).verify(new Deposit(10, probe.ref()), DONE);
/// ```
///
/// Thread-safe.
@Experimental
public final class SerializationTestKit {

  private final MessageCodec codec;

  private SerializationTestKit(MessageCodec codec) {
    this.codec = codec;
  }

  /// Creates a kit for messages between actors of `system`, whose refs they may contain.
  ///
  /// @throws IllegalArgumentException if one of the types could never be sent; the message says why
  public static SerializationTestKit of(ActorSystem system, MessageTypes types) {
    return new SerializationTestKit(MessageCodec.of(system, types));
  }

  /// Checks that each message is equal to the original after it was encoded and decoded.
  ///
  /// @throws AssertionError if a message is not, or cannot be encoded; it contains the message and
  ///   the differences
  public void verify(Object... messages) {
    for (Object message : messages) {
      problem(message)
          .ifPresent(problem -> {
            throw new AssertionError(problem);
          });
    }
  }

  /// {@return the message as its recipient gets it}
  ///
  /// @throws AssertionError if it cannot be encoded, or is decoded to another class
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

  /// {@return the reason why `message` cannot cross the wire, if there is one}
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
        "%s arrives as a message that is not equal to it: %s%n  %s"
            .formatted(
                describe(message),
                SafeText.of(arrived),
                differences.isEmpty()
                    ? "all components are equal; does %s compare an array, or by identity?"
                        .formatted(message.getClass().getName())
                    : String.join("\n  ", differences)));
  }

  private static String describe(Object message) {
    return "The %s %s".formatted(message.getClass().getName(), SafeText.of(message));
  }
}
