package io.aether.actor;

import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// What a piece of work came to: what [ActorContext#async] and [ActorContext#pipeToSelf] tell an
/// actor, and what an actor replies that has to say yes, with a value, or no, with a reason:
///
/// ```java
/// record Withdraw(int amount, ActorRef<Outcome<Integer>> replyTo) {}
///
/// int left = account.askOutcome(replyTo -> new Withdraw(50, replyTo), timeout);
/// ```
public sealed interface Outcome<R> {

  /// It returned `value`.
  record Success<R>(R value) implements Outcome<R> {}

  /// It threw `cause`.
  record Failure<R>(Throwable cause) implements Outcome<R> {}

  /// {@return an outcome with a value}
  static <R> Outcome<R> success(R value) {
    return new Success<>(value);
  }

  /// {@return a refusal for a reason that the asker is told}
  static <R> Outcome<R> refusal(String reason) {
    return new Failure<>(new RefusedException(reason));
  }

  /// {@return the value}
  ///
  /// @throws RefusedException if there is none: the refusal, or another failure as its cause
  default R orThrow() {
    return switch (this) {
      case Success<R>(var value) -> value;
      case Failure<R>(RefusedException refusal) -> throw new RefusedException(refusal);
      case Failure<R>(var cause) -> throw new RefusedException(cause);
    };
  }

  /// {@return what a future came to}
  static <R> Outcome<R> of(R value, @Nullable Throwable failure) {
    if (failure == null) {
      return new Success<>(value);
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return new Failure<>(cause == null ? failure : cause);
  }

  /// Whoever was asked has answered no, or has answered that it failed; see [Outcome#refusal]. The
  /// message is the reason it gave.
  final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// A refusal as a value: nobody has thrown it, so it has no stack.
    public RefusedException(String reason) {
      super(reason, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    }

    /// What the asker gets, with the stack of the asker.
    public RefusedException(Throwable cause) {
      super(
          cause instanceof RefusedException ? cause.getMessage() : cause.toString(),
          cause instanceof RefusedException ? null : cause);
    }
  }
}
