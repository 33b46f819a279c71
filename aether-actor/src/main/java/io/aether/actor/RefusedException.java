package io.aether.actor;

/// Whoever was asked has answered no, or has answered that it failed; see [Outcome#refusal]. The
/// message is the reason it gave.
public final class RefusedException extends RuntimeException {
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
