package io.aether.actor;

import io.aether.actor.annotation.Stable;
import java.util.function.Consumer;

/// Counts and logs the messages that reached no behavior, and passes them to listeners.
/// Thread-safe.
///
/// The log is throttled: [ActorSystemConfig#loggedDeadLetters] lines, then none for
/// [ActorSystemConfig#deadLetterSilence], then lines again, with the number of those that were left
/// out. A [DeadLetter.Suppressed] is never logged. Dead letters of normal operation are logged at
/// level DEBUG only: those that occur while the system terminates, and the requests and late
/// replies of asks that have been given up.
///
/// Implemented by Aether only.
@Stable
public interface DeadLetters {

  /// {@return the number of dead letters so far}
  long count();

  /// {@return the number of dead letters so far with this reason}
  long count(DeadLetter.Reason reason);

  /// Calls `listener` with each dead letter from now on, on the thread on which the dead letter
  /// occurs. A listener must not block; an exception of a listener is logged, and the listener
  /// stays.
  ///
  /// @return a handle that removes the listener
  Cancellable listen(Consumer<? super DeadLetter> listener);
}
