package io.aether.actor;

/// What a piece of asynchronous work came to.
public sealed interface Outcome<R> {

  /// It returned `value`.
  record Success<R>(R value) implements Outcome<R> {}

  /// It threw `cause`.
  record Failure<R>(Throwable cause) implements Outcome<R> {}
}
