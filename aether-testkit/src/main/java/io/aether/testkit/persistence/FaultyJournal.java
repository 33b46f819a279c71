package io.aether.testkit.persistence;

import io.aether.actor.spi.Environment;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.JournalException;
import java.util.Optional;
import java.util.function.Consumer;

/// A journal whose calls meet the faults of a [PersistenceProbe]. Thread-safe.
final class FaultyJournal implements Journal {

  private final Journal journal;
  private final Faults faults;
  private final Environment environment;

  public FaultyJournal(Journal journal, Faults faults, Environment environment) {
    this.journal = journal;
    this.faults = faults;
    this.environment = environment;
  }

  @Override
  public EventLog open(PersistenceId id) {
    return new Log(id, journal.open(id));
  }

  @Override
  public void close() {
    journal.close();
  }

  private final class Log implements EventLog {

    private final PersistenceId id;
    private final EventLog log;

    Log(PersistenceId id, EventLog log) {
      this.id = id;
      this.log = log;
    }

    @Override
    public void replay(long version, Consumer<? super Commit> consumer) {
      faults.meet(StoreCall.READ, id, null);
      log.replay(version, consumer);
    }

    @Override
    public Append append(Commit commit) {
      return switch (faults.meet(StoreCall.APPEND, id, commit)) {
        case null -> log.append(commit);
        case StoreFault.Kind.Refusal(var reason) -> new Append.Refused(reason);
        case StoreFault.Kind.Unknown unknown -> {
          switch (unknown.reality()) {
            case LOST -> {}
            case STORED -> log.append(commit);
            case STORED_LATER ->
                environment
                    .scheduler()
                    .schedule(
                        unknown.later(), // and on a thread that may block
                        () ->
                            environment.fork(
                                "late append to " + id, () -> journal.open(id).append(commit)));
          }
          yield new Append.Unknown(
              new JournalException("The test leaves the outcome of this append unknown", null));
        }
        case StoreFault.Kind.Delay _, StoreFault.Kind.Failure _ ->
            throw new IllegalStateException("meet has handled this fault");
      };
    }

    @Override
    public Optional<Head> head() {
      faults.meet(StoreCall.HEAD, id, null);
      return log.head();
    }
  }
}
