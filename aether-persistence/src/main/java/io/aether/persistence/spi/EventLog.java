package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;
import java.util.Optional;
import java.util.function.Consumer;

/// The log of one entity, as one writer sees it: it remembers where that writer expects its end.
/// Used by one thread at a time; all methods block, through the environment.
@Experimental
public interface EventLog {

  /// Calls `consumer` with every commit that has an event after `version`, oldest first. From then
  /// on, the writer expects the log to end with the last of them (or at `version` if there is
  /// none).
  ///
  /// Complete or failed: the commits are contiguous and reach the last commit that the store had
  /// acknowledged to any writer before the call. An empty result that is not proven is a failure.
  ///
  /// @throws JournalException if the log cannot be read, or cannot be proven complete
  void replay(long version, Consumer<? super Commit> consumer);

  /// Stores a commit at the end of the log, atomically, if and only if the log ends just before its
  /// first event. If it is stored, the writer then expects the log to end with it.
  ///
  /// A commit with an unknown outcome may be appended again: at most one of the two is stored. If
  /// the earlier one was, the result is stored, or a conflict whose head is that commit.
  Append append(Commit commit);

  /// {@return the actual end of the log, empty if it has no events; read from the server that
  /// decides about appends, never from a replica that may lag}
  ///
  /// Does not change the end that this writer expects, with one exception: if the head is the last
  /// commit that was appended here, that append is settled as stored.
  ///
  /// @throws JournalException if the store cannot be reached
  Optional<Head> head();
}
