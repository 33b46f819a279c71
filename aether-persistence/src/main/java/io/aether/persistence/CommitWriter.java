package io.aether.persistence;

import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SafeText;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Appends a commit and does not return before its outcome is known:
///
///     append --stored----------------------------------------------> STORED
///       |----refused-----------------------------------------------> EventRejectedException
///       |----conflict with another's commit------------------------> VersionConflictException
///       `----unknown, or conflict with this commit---.
///       .--------------------------------------------'
///       v
///     RESOLVING --the log ends with this commit--------------------> STORED
///       ^   |-----it ends with another's---------------------------> VersionConflictException
///       |   |-----ownership lost-----------------------------------> FENCED
///       |   |-----time over----------------------------------------> UnknownOutcomeException
///       |   |-----it ends where it did: append the same commit again
///       `---+-----the outcome is still unknown: pause
///
/// Appending again is safe because it is the same commit: the journal stores it at most once.
/// Used by one actor.
final class CommitWriter {

  enum Result {
    STORED,
    FENCED
  }

  private static final Logger LOG = LoggerFactory.getLogger(CommitWriter.class);
  private static final Duration MIN_PAUSE = Duration.ofMillis(10);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(1);

  private final PersistenceId id;
  private final EventLog log;
  private final Ownership ownership;
  private final Environment environment;
  private final Duration resolveTimeout;

  CommitWriter(
      PersistenceId id,
      EventLog log,
      Ownership ownership,
      Environment environment,
      Duration resolveTimeout) {
    this.id = id;
    this.log = log;
    this.ownership = ownership;
    this.environment = environment;
    this.resolveTimeout = resolveTimeout;
  }

  /// @throws EventRejectedException if nothing was stored and never will be
  /// @throws VersionConflictException if another writer has appended before
  /// @throws UnknownOutcomeException if the outcome was not resolved in time
  Result write(Commit commit) {
    return switch (append(commit)) {
      case Append.Stored() -> Result.STORED;
      case Append.Refused(String reason) ->
          throw new EventRejectedException(id, commit.firstVersion(), reason, null);
      case Append.Conflict(var head) when !isOf(commit, head) ->
          throw conflict(commit, head, /* mayBeStored= */ false);
      case Append.Conflict _ -> resolve(commit, null);
      case Append.Unknown(Throwable cause) -> resolve(commit, cause);
    };
  }

  private Append append(Commit commit) {
    try {
      return log.append(commit);
    } catch (RuntimeException e) {
      return new Append.Unknown(e); // a store that throws says nothing about the outcome
    }
  }

  private Result resolve(Commit commit, @Nullable Throwable cause) {
    LOG.debug(
        "{}: the outcome of commit {} is unknown",
        id,
        commit.commitId(),
        cause == null ? null : SafeText.printable(cause));
    long start = environment.scheduler().nanoTime();
    Duration pause = MIN_PAUSE;
    Throwable latest = cause;
    while (true) {
      if (!ownership.isHeld()) {
        return Result.FENCED;
      }
      try {
        Head head = log.head().orElse(null);
        if (isOf(commit, head)) {
          return Result.STORED;
        }
        if ((head == null ? 0 : head.version()) != commit.firstVersion() - 1) {
          throw conflict(commit, head, /* mayBeStored= */ true);
        }
        switch (append(commit)) {
          case Append.Stored() -> {
            return Result.STORED;
          }
          case Append.Conflict(var winner) when !isOf(commit, winner) ->
              throw conflict(commit, winner, /* mayBeStored= */ true);
          case Append.Conflict _ -> {
            continue; // the earlier attempt was stored: the next head shows it
          }
          // This attempt was refused, but the first may still be in flight.
          case Append.Refused(String reason) ->
              latest = new EventRejectedException(id, commit.firstVersion(), reason, null);
          case Append.Unknown(Throwable again) -> latest = again;
        }
      } catch (VersionConflictException e) {
        throw e;
      } catch (RuntimeException e) {
        latest = e;
      }
      Duration waited = Duration.ofNanos(environment.scheduler().nanoTime() - start);
      if (waited.compareTo(resolveTimeout) >= 0) {
        throw new UnknownOutcomeException(id, commit.firstVersion(), waited, latest);
      }
      try {
        environment.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnknownOutcomeException(id, commit.firstVersion(), waited, e);
      }
      pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
    }
  }

  private static boolean isOf(Commit commit, @Nullable Head head) {
    return head != null && head.commitId().equals(commit.commitId());
  }

  private VersionConflictException conflict(
      Commit commit, @Nullable Head winner, boolean mayBeStored) {
    return new VersionConflictException(id, commit.firstVersion() - 1, winner, mayBeStored);
  }
}
