package io.aether.persistence.nats;

/// What a server said to a publish with an expectation.
sealed interface Published {

  /// It is stored.
  record Stored(long sequence) implements Published {}

  /// The subject does not end where expected, another publish to it is under way, or this very one
  /// was seen before: only reading the subject tells what that means.
  record Contested(String error) implements Published {}

  /// It is not stored and cannot be.
  record Refused(String reason) implements Published {}

  /// There was no answer, or none that says what became of it.
  record Unanswered(Throwable cause) implements Published {}
}
