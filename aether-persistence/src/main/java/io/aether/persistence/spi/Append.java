package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;
import org.jspecify.annotations.Nullable;

/// The outcome of an append.
@Experimental
public sealed interface Append {

  /// All events are stored.
  record Stored() implements Append {}

  /// Nothing is stored: the log does not end where the writer expected.
  ///
  /// @param head the actual end of the log; null if it is empty
  record Conflict(@Nullable Head head) implements Append {}

  /// Nothing is stored, and this commit never will be, for example because it is too large.
  record Refused(String reason) implements Append {}

  /// The outcome is unknown: the commit may be stored, now or later. [EventLog#head()] resolves it,
  /// when the store can be reached.
  record Unknown(Throwable cause) implements Append {}
}
