package io.aether.persistence;

import io.aether.persistence.memory.InMemoryJournal;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.JournalException;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// A journal in memory whose next appends go wrong as a test wants them to.
final class FaultyJournal implements Journal {

  /// The action of the next append in place of the real one.
  interface Fault {
    Append append(EventLog log, Commit commit);
  }

  private static final RuntimeException NO_ANSWER = new JournalException("no answer", null);

  final InMemoryJournal store = new InMemoryJournal();
  final AtomicInteger appends = new AtomicInteger();
  final AtomicInteger unreachableHeads = new AtomicInteger();

  private final Queue<Fault> faults = new ArrayDeque<>();

  /// Stores, and then does not say so.
  static Append storedInSilence(EventLog log, Commit commit) {
    log.append(commit);
    return new Append.Unknown(NO_ANSWER);
  }

  static Append lost(EventLog log, Commit commit) {
    return new Append.Unknown(NO_ANSWER);
  }

  static Append crash(EventLog log, Commit commit) {
    throw NO_ANSWER;
  }

  static Append refused(EventLog log, Commit commit) {
    return new Append.Refused("too large");
  }

  static Fault after(Runnable action, Fault fault) {
    return (log, commit) -> {
      action.run();
      return fault.append(log, commit);
    };
  }

  synchronized FaultyJournal next(Fault fault) {
    faults.add(fault);
    return this;
  }

  private synchronized Supplier<Append> take(EventLog log, Commit commit) {
    Fault fault = faults.poll();
    return () -> fault == null ? log.append(commit) : fault.append(log, commit);
  }

  @Override
  public EventLog open(PersistenceId id) {
    EventLog log = store.open(id);
    return new EventLog() {
      @Override
      public void replay(long version, Consumer<? super Commit> consumer) {
        log.replay(version, consumer);
      }

      @Override
      public Append append(Commit commit) {
        appends.incrementAndGet();
        return take(log, commit).get();
      }

      @Override
      public Optional<Head> head() {
        if (unreachableHeads.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          throw NO_ANSWER;
        }
        return log.head();
      }
    };
  }

  @Override
  public void close() {}
}
