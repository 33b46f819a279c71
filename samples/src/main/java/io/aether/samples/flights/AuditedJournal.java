package io.aether.samples.flights;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.Journal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A read-only journal that records the commits it has replayed, so that exactly the commits from
/// which an entity was recovered are counted. Thread-safe.
final class AuditedJournal implements Journal {

  private final Journal journal;

  /// Any thread. A list is written by the entity that reads the log, and is complete when the
  /// entity replies.
  private final Map<PersistenceId, List<Commit>> read = new ConcurrentHashMap<>();

  AuditedJournal(Journal journal) {
    this.journal = journal;
  }

  /// {@return the commits of the last complete replay of this log}
  List<Commit> commits(PersistenceId id) {
    return read.getOrDefault(id, List.of());
  }

  @Override
  public EventLog open(PersistenceId id) {
    EventLog log = journal.open(id);
    return new EventLog() {
      @Override
      public void replay(long version, Consumer<? super Commit> consumer) {
        if (version != 0) {
          throw new IllegalStateException(
              "an audit replays %s from the start, not after %d".formatted(id, version));
        }
        List<Commit> commits = new ArrayList<>();
        log.replay(
            version,
            commit -> {
              commits.add(commit);
              consumer.accept(commit);
            });
        read.put(id, commits);
      }

      @Override
      public Append append(Commit commit) {
        return new Append.Refused("an audit writes nothing");
      }

      @Override
      public Optional<Head> head() {
        return log.head();
      }
    };
  }

  /// Does nothing: the journal is closed by its owner.
  @Override
  public void close() {}
}
