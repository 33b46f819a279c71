package io.aether.persistence.nats;

/// The outcome of publishing with an expected sequence.
sealed interface Published {

  /// The message is stored.
  record Stored(long sequence) implements Published {}

  /// The subject does not end where expected, another publish to it is in flight, or this message
  /// was seen before: reading the subject resolves it.
  record Contested(String error) implements Published {}

  /// The message is not stored and cannot be.
  record Refused(String reason) implements Published {}

  /// There was no answer, or one that does not tell the outcome.
  record Unanswered(Throwable cause) implements Published {}
}
