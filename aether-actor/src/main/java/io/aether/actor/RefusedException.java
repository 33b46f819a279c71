package io.aether.actor;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An actor has refused a request, or has replied that it failed; see [Outcome#refusal] and
/// [Outcome#orThrow].
///
/// The message is the reason of a refusal; for a failure of another kind, that kind comes before
/// it.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String kind;
  private final String text;
  private final @Nullable String code;

  /// A failure as a value: it was not thrown here, so it has no stack trace.
  RefusedException(String kind, String text, @Nullable String code) {
    super(
        message(kind, text), null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
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

  /// {@return [Outcome#REFUSED], or the name of the class of what the replying actor failed with}
  public String kind() {
    return kind;
  }

  /// {@return the reason that the replying actor gave}
  public String text() {
    return text;
  }

  /// {@return what programs tell refusals apart by, if it was given}
  public Optional<String> code() {
    return Optional.ofNullable(code);
  }
}
