package io.aether.persistence.nats;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.JournalException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The log of one entity, in its subject.
///
/// The last message is read from the leader of the stream, because decisions depend on it. Earlier
/// messages are read by their sequences, in parallel as far as a commit knows its predecessors.
/// They never change, so any replica may serve them. The versions prove that none is missing.
final class JetStreamLog implements EventLog {

  /// @param version the number of the last event
  /// @param sequence the stream sequence of the last commit
  /// @param recent the sequences of the last commits, including that one
  private record End(long version, long sequence, Sequences recent) {

    private static final End EMPTY = new End(0, 0, Sequences.NONE);

    static End of(Entry last) {
      return of(last.commit().lastVersion(), last.sequence(), last.predecessors());
    }

    static End of(long version, long sequence, Sequences predecessors) {
      return new End(version, sequence, predecessors.plus(sequence, StoredCommit.MAX_PREDECESSORS));
    }
  }

  /// A commit with its sequence in the stream.
  private record Entry(long sequence, Commit commit, Sequences predecessors) {}

  private final PersistenceId id;
  private final String subject;
  private final String stream;
  private final JetStreamClient client;

  // Owned by the writer.
  private End end = End.EMPTY;
  private @Nullable Commit tried;

  JetStreamLog(PersistenceId id, String subject, String stream, JetStreamClient client) {
    this.id = id;
    this.subject = subject;
    this.stream = stream;
    this.client = client;
  }

  @Override
  public void replay(long version, Consumer<? super Commit> consumer) {
    Optional<Entry> last = last();
    long reached = last.map(entry -> entry.commit().lastVersion()).orElse(0L);
    if (reached < version) {
      throw new JournalException(
          "%s was known to reach version %d, but stream %s has it up to %d only: it lost data"
              .formatted(id, version, stream, reached),
          null);
    }
    if (last.isPresent() && reached > version) {
      since(version, last.get()).forEach(entry -> consumer.accept(entry.commit()));
    }
    end = last.map(End::of).orElse(End.EMPTY);
    tried = null;
  }

  /// {@return the commits that have an event after `version`, oldest first}
  private Deque<Entry> since(long version, Entry last) {
    Deque<Entry> entries = new ArrayDeque<>();
    entries.add(last);
    while (entries.getFirst().commit().firstVersion() > version + 1) {
      Entry oldest = entries.getFirst();
      long missing = oldest.commit().firstVersion() - 1 - version;
      List<Entry> earlier =
          client.read(stream, oldest.predecessors().latest(missing)).stream()
              .map(this::entry)
              .toList();
      if (earlier.isEmpty()) {
        throw broken(oldest, "it has no predecessor");
      }
      for (Entry before : earlier.reversed()) {
        Entry after = entries.getFirst();
        if (before.commit().lastVersion() != after.commit().firstVersion() - 1) {
          throw broken(after, "its predecessor ends at version " + before.commit().lastVersion());
        }
        if (before.commit().lastVersion() <= version) {
          break; // commits of several events are fewer than events
        }
        entries.addFirst(before);
      }
    }
    return entries;
  }

  private JournalException broken(Entry entry, String why) {
    return new JournalException(
        "The log of %s is broken: message %d of stream %s starts at version %d, but %s"
            .formatted(id, entry.sequence(), stream, entry.commit().firstVersion(), why),
        null);
  }

  @Override
  public Append append(Commit commit) {
    long before = commit.firstVersion() - 1;
    if (end.version() != before) { // not the end that this writer knows: read it
      try {
        Optional<Entry> last = last();
        if (last.map(entry -> entry.commit().lastVersion()).orElse(0L) != before) {
          return new Append.Conflict(last.map(entry -> entry.commit().head()).orElse(null));
        }
        end = last.map(End::of).orElse(End.EMPTY);
      } catch (JournalException e) {
        return new Append.Unknown(e);
      }
    }
    tried = commit;
    byte[] frame = new StoredCommit(id, commit, end.recent()).encode();
    return switch (client.publish(
        subject, frame, Subjects.token(commit.commitId()), end.sequence())) {
      case Published.Stored(long sequence) -> {
        settle(commit, sequence, end.recent());
        yield new Append.Stored();
      }
      case Published.Contested(String error) -> contested(commit, error);
      case Published.Refused(String reason) -> new Append.Refused(reason);
      case Published.Unanswered(Throwable cause) -> new Append.Unknown(cause);
    };
  }

  private Append contested(Commit commit, String error) {
    try {
      Optional<Head> head = head();
      if (head.isPresent() && head.get().commitId().equals(commit.commitId())) {
        return new Append.Stored();
      }
      if (head.map(Head::version).orElse(0L) == commit.firstVersion() - 1) {
        return new Append.Unknown( // the competing commit has not been stored, or not yet
            new JournalException("%s is contested: %s".formatted(id, error), null));
      }
      return new Append.Conflict(head.orElse(null));
    } catch (JournalException e) {
      return new Append.Unknown(e);
    }
  }

  @Override
  public Optional<Head> head() {
    Optional<Entry> last = last();
    if (last.isPresent() && tried != null) {
      Entry entry = last.get();
      if (entry.commit().commitId().equals(tried.commitId())) {
        settle(entry.commit(), entry.sequence(), entry.predecessors());
      }
    }
    return last.map(entry -> entry.commit().head());
  }

  private void settle(Commit stored, long sequence, Sequences predecessors) {
    end = End.of(stored.lastVersion(), sequence, predecessors);
    tried = null;
  }

  private Optional<Entry> last() {
    return client.last(stream, subject).map(this::entry);
  }

  private Entry entry(StoredMessage message) {
    StoredCommit stored = message.decode(id, "commit", StoredCommit::decode, StoredCommit::id);
    Sequences predecessors = stored.predecessors();
    if (predecessors.size() == 0 && message.expectedSequence() > 0) {
      predecessors = new Sequences(new long[] {message.expectedSequence()});
    }
    return new Entry(message.sequence(), stored.commit(), predecessors);
  }
}
