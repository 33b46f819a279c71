package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A value, or the reason why there is none. [ActorContext#async] and [ActorContext#pipeToSelf]
/// give an actor an outcome, and an actor that may refuse a request replies with one:
///
/// ```java
/// record Withdraw(int amount, ActorRef<Outcome<Integer>> replyTo) {}
///
/// int left = account.askOutcome(replyTo -> new Withdraw(50, replyTo), timeout);
/// ```
///
/// Outcomes are data. Two failures of the same kind, text and code are equal, and every outcome can
/// be sent to another node without registration; its value must be of a type that is registered
/// there. Immutable.
@Stable
public sealed interface Outcome<R> {

  /// The [kind][Failure#kind] of a refusal.
  String REFUSED = "refused";

  /// There is a value.
  record Success<R>(R value) implements Outcome<R> {

    @Override
    public String toString() {
      return "Success[value=" + SafeText.of(value) + "]";
    }
  }

  /// There is no value.
  ///
  /// @param cause for a refusal, and for every failure that came from another node, a
  ///   [RefusedException]; else the exception that was thrown, with its stack trace. The exception
  ///   itself stays on its node: other nodes get its kind, text and code, and equality compares
  ///   these
  record Failure<R>(Throwable cause) implements Outcome<R> {

    public Failure {
      Objects.requireNonNull(cause, "cause");
    }

    /// {@return [Outcome#REFUSED] for a refusal, else the name of the exception's class}
    public String kind() {
      return cause instanceof RefusedException refusal
          ? refusal.kind()
          : cause.getClass().getName();
    }

    /// {@return the reason of a refusal, or else the message of the exception; may be empty}
    public String text() {
      return cause instanceof RefusedException refusal
          ? refusal.text()
          : Objects.requireNonNullElse(SafeText.message(cause), "");
    }

    /// {@return the code by which programs distinguish refusals, if one was given}
    public Optional<String> code() {
      return cause instanceof RefusedException refusal ? refusal.code() : Optional.empty();
    }

    /// {@return whether an actor refused the request, rather than failed}
    public boolean isRefusal() {
      return kind().equals(REFUSED);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Failure<?> that
          && (cause == that.cause
              || (kind().equals(that.kind())
                  && text().equals(that.text())
                  && code().equals(that.code())));
    }

    @Override
    public int hashCode() {
      return Objects.hash(kind(), text(), code());
    }

    @Override
    public String toString() {
      return "Failure[kind=%s, text=%s%s]"
          .formatted(kind(), text(), code().map(code -> ", code=" + code).orElse(""));
    }
  }

  /// {@return an outcome with a value}
  static <R> Outcome<R> success(R value) {
    return new Success<>(value);
  }

  /// {@return a refusal, with its reason as a text for the asker}
  static <R> Outcome<R> refusal(String reason) {
    return failure(REFUSED, reason, null);
  }

  /// {@return a refusal that programs can distinguish from others by its code}
  ///
  /// @param code the code, such as `insufficient-funds`; not empty
  /// @throws IllegalArgumentException if the code is empty
  static <R> Outcome<R> refusal(String code, String reason) {
    return failure(REFUSED, reason, Objects.requireNonNull(code, "code"));
  }

  /// {@return a failure with the given parts, as it arrives from another node}
  ///
  /// @param kind see [Failure#kind]
  /// @throws IllegalArgumentException if the kind or the code is empty
  static <R> Outcome<R> failure(String kind, String text, @Nullable String code) {
    return new Failure<>(new RefusedException(kind, text, code));
  }

  /// {@return the value}
  ///
  /// @throws RefusedException if there is none, with the kind, text and code of the failure. An
  ///   exception that was thrown on this node is its cause
  default R orThrow() {
    return switch (this) {
      case Success<R>(var value) -> value;
      case Failure<R> failure -> throw new RefusedException(failure);
    };
  }

  /// {@return the outcome of a future}
  ///
  /// @param failure if not null, there is no value; a [CompletionException] around it is removed
  static <R> Outcome<R> of(R value, @Nullable Throwable failure) {
    if (failure == null) {
      return new Success<>(value);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return new Failure<>(cause == null ? failure : cause);
  }

  /// An actor refused a request, or replied that it failed; see [Outcome#refusal] and
  /// [Outcome#orThrow].
  ///
  /// The message is the reason of a refusal; for a failure of another kind, the kind precedes it.
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String kind;
    private final String text;
    private final @Nullable String code;

    /// A failure as a value: it was not thrown here, so it has no stack trace.
    RefusedException(String kind, String text, @Nullable String code) {
      super(
          message(kind, text),
          null,
          /* enableSuppression= */ false,
          /* writableStackTrace= */ false);
      this.kind = notEmpty("kind", kind);
      this.text = Objects.requireNonNull(text, "text");
      this.code = code == null ? null : notEmpty("code", code);
    }

    /// The exception that the asker gets, with the stack trace of the asker.
    RefusedException(Outcome.Failure<?> failure) {
      super(
          message(failure.kind(), failure.text()),
          failure.cause() instanceof RefusedException ? null : failure.cause());
      this.kind = failure.kind();
      this.text = failure.text();
      this.code = failure.code().orElse(null);
    }

    private static String message(String kind, String text) {
      if (kind.equals(Outcome.REFUSED)) {
        return text;
      }
      return text.isEmpty() ? kind : kind + ": " + text;
    }

    private static String notEmpty(String what, String value) {
      if (value.isEmpty()) {
        throw new IllegalArgumentException("The " + what + " of a failure must not be empty");
      }
      return value;
    }

    /// {@return [Outcome#REFUSED], or the class name of the exception that the replying actor
    /// failed with}
    public String kind() {
      return kind;
    }

    /// {@return the reason that the replying actor gave}
    public String text() {
      return text;
    }

    /// {@return the code by which programs distinguish refusals, if one was given}
    public Optional<String> code() {
      return Optional.ofNullable(code);
    }
  }
}
