package io.aether.persistence.memory;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.JournalException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A journal that lives as long as this object. Several systems of one JVM may share it, as several
/// processes share a server.
///
/// Closing it does nothing, so the next system can read the events of an earlier one. Thread-safe.
@Experimental
public final class InMemoryJournal implements Journal {

  /// Any thread; each list is guarded by itself.
  private final Map<PersistenceId, List<Commit>> logs = new ConcurrentHashMap<>();

  /// Creates an empty journal.
  public InMemoryJournal() {}

  @Override
  public EventLog open(PersistenceId id) {
    return new Log(id, logs.computeIfAbsent(id, _ -> new ArrayList<>()));
  }

  @Override
  public void close() {}

  /// A writer's view of a log. It needs no state: the first version of a commit says where its
  /// writer expects the end.
  private record Log(PersistenceId id, List<Commit> commits) implements EventLog {

    @Override
    public void replay(long version, Consumer<? super Commit> consumer) {
      List<Commit> stored;
      synchronized (commits) {
        stored = List.copyOf(commits);
      }
      long end = stored.isEmpty() ? 0 : stored.getLast().lastVersion();
      if (end < version) {
        throw new JournalException(
            "%s was known to reach version %d, but ends at %d".formatted(id, version, end), null);
      }
      stored.stream().filter(commit -> commit.lastVersion() > version).forEach(consumer);
    }

    @Override
    public Append append(Commit commit) {
      synchronized (commits) {
        Optional<Head> head = end();
        if (head.map(Head::version).orElse(0L) != commit.firstVersion() - 1) {
          return new Append.Conflict(head.orElse(null));
        }
        commits.add(commit);
        return new Append.Stored();
      }
    }

    @Override
    public Optional<Head> head() {
      synchronized (commits) {
        return end();
      }
    }

    private Optional<Head> end() {
      return commits.isEmpty() ? Optional.empty() : Optional.of(commits.getLast().head());
    }
  }
}
