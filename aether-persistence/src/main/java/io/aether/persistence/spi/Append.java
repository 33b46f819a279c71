package io.aether.persistence.spi;

import org.jspecify.annotations.Nullable;

/// What became of an append.
public sealed interface Append {

  /// All events are stored.
  record Stored() implements Append {}

  /// Nothing is stored: the log does not end where the writer thought.
  ///
  /// @param head where it ends instead; null if the log is empty
  record Conflict(@Nullable Head head) implements Append {}

  /// Nothing is stored, and the same commit never will be: too large, say.
  record Refused(String reason) implements Append {}

  /// Nobody knows yet: the commit may be stored, or may yet be. [EventLog#head()] tells, once it
  /// can be reached.
  record Unknown(Throwable cause) implements Append {}
}
