package io.aether.persistence.spi;

import java.util.Optional;
import java.util.function.Consumer;

/// One entity's log, as one writer sees it: it remembers where that writer believes the log ends.
/// Used by one thread at a time; all methods block, through the environment's waits.
public interface EventLog {

  /// Hands over every commit that has an event after `version`, oldest first, and from then on
  /// believes that the log ends with the last of them (or, without any, at `version`).
  ///
  /// Complete or failed: what is handed over is contiguous and reaches the last commit that the
  /// store had acknowledged to anyone before the call; an empty answer that nothing vouches for is
  /// a failure.
  ///
  /// @throws JournalException if the log cannot be read, or not be proven complete
  void replay(long version, Consumer<? super Commit> consumer);

  /// Stores a commit at the end of the log, atomically, if and only if the log ends just before its
  /// first event. Afterwards, if stored, believes that the log ends with it.
  ///
  /// Appending a commit again whose outcome is unknown is safe: at most one of the two is stored,
  /// and if the earlier one was, the answer is a conflict whose head is that very commit, or
  /// stored.
  Append append(Commit commit);

  /// {@return where the log really ends: read from whoever decides about appends, never from a
  /// replica that may lag}
  ///
  /// Does not change what this object believes, except that a head which is the last commit tried
  /// here settles that append as stored.
  ///
  /// @throws JournalException if nobody can tell at the moment
  Optional<Head> head();
}
