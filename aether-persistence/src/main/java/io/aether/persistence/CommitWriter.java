package io.aether.persistence;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SafeText;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
///       `---+-----nobody can tell: pause
///
/// Appending again is safe because it is the same commit: the journal stores it once at most.
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
  /// @throws VersionConflictException if another writer was there
  /// @throws UnknownOutcomeException if it could not be found out in time
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
      return new Append.Unknown(e); // a store that throws has told nothing
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
        Optional<Head> head = log.head();
        if (isOf(commit, head)) {
          return Result.STORED;
        }
        if (head.map(Head::version).orElse(0L) != commit.firstVersion() - 1) {
          throw conflict(commit, head, /* mayBeStored= */ true);
        }
        switch (append(commit)) {
          case Append.Stored() -> {
            return Result.STORED;
          }
          case Append.Conflict(var winner) when !isOf(commit, winner) ->
              throw conflict(commit, winner, /* mayBeStored= */ true);
          case Append.Conflict _ -> {
            continue; // the earlier try was stored after all: the next head says so
          }
          // This try was refused, but the first may be under way still.
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
        await(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UnknownOutcomeException(id, commit.firstVersion(), waited, e);
      }
      pause = pause.multipliedBy(2).compareTo(MAX_PAUSE) < 0 ? pause.multipliedBy(2) : MAX_PAUSE;
    }
  }

  private void await(Duration pause) throws InterruptedException {
    var over = new CompletableFuture<Void>();
    Cancellable timer = environment.scheduler().schedule(pause, () -> over.complete(null));
    try {
      environment.await(over);
    } finally {
      timer.cancel();
    }
  }

  private static boolean isOf(Commit commit, Optional<Head> head) {
    return head.isPresent() && head.get().commitId().equals(commit.commitId());
  }

  private VersionConflictException conflict(
      Commit commit, Optional<Head> winner, boolean mayBeStored) {
    return new VersionConflictException(id, commit.firstVersion() - 1, winner, mayBeStored);
  }
}
