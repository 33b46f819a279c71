package io.aether.samples.flights;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.memory.InMemorySnapshotStore;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Compares the contents of the journal with the records.
///
/// Every airport is recovered from all of its events, without snapshots, in a system outside the
/// cluster. Its state is compared with the [SequentialFold], and the ids of the commands in its log
/// with those of the commands that it should have received.
final class Verification {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ActorSystem system;
  private final AuditedJournal journal;
  private final Persistence persistence;

  private long events;
  private long lost;
  private long duplicated;
  private final List<String> differences = new ArrayList<>();

  private Verification(ActorSystem system, Journal journal) {
    this.system = system;
    this.journal = new AuditedJournal(journal);
    this.persistence =
        Persistence.of(this.journal, new InMemorySnapshotStore(), Airport.STORED_TYPES);
  }

  static PersistenceId idOf(String airport) {
    return PersistenceId.of(Airport.TYPE.name(), airport);
  }

  /// @param system a system outside the cluster
  static Verdict verify(ActorSystem system, Journal journal, List<Flight> flights)
      throws InterruptedException {
    return new Verification(system, journal).verify(flights);
  }

  private Verdict verify(List<Flight> flights) throws InterruptedException {
    SortedMap<String, Airport.State> expected = SequentialFold.of(flights);
    SortedMap<String, Airport.State> recovered = recover(expected.keySet());
    SortedMap<String, Set<String>> expectedIds = commandIds(flights);
    expectedIds.forEach((airport, ids) -> compareIds(airport, ids, journal.commits(idOf(airport))));
    expected.forEach((airport, state) -> compareState(airport, state, recovered.get(airport)));
    return new Verdict(events, lost, duplicated, List.copyOf(differences), recovered);
  }

  private SortedMap<String, Airport.State> recover(Set<String> airports)
      throws InterruptedException {
    SortedMap<String, ActorRef<Airport.Command>> recovering = new TreeMap<>();
    for (String airport : airports) { // all of them recover at the same time
      recovering.put(
          airport,
          system.spawn(
              EventSourced.behavior(idOf(airport), new Airport(system.name()), persistence),
              airport));
    }
    SortedMap<String, Airport.State> states = new TreeMap<>();
    for (var entry : recovering.entrySet()) {
      try {
        states.put(entry.getKey(), entry.getValue().ask(Airport.Describe::new, PATIENCE));
      } catch (AskException e) {
        differences.add("%s: cannot be recovered: %s".formatted(entry.getKey(), e.getMessage()));
      }
    }
    return states;
  }

  private static SortedMap<String, Set<String>> commandIds(List<Flight> flights) {
    SortedMap<String, Set<String>> ids = new TreeMap<>();
    for (Flight flight : flights) {
      ids.computeIfAbsent(flight.origin(), _ -> new HashSet<>()).add(flight.departureId());
      ids.computeIfAbsent(flight.destination(), _ -> new HashSet<>()).add(flight.arrivalId());
    }
    return ids;
  }

  private void compareIds(String airport, Set<String> expected, List<Commit> commits) {
    Set<String> found = new HashSet<>();
    int twice = 0;
    for (Commit commit : commits) {
      events += commit.events().size();
      String id = commit.commandId();
      if (id == null || !expected.contains(id)) {
        differences.add(
            "%s: the journal has a commit of an unknown command, %s, at version %d"
                .formatted(airport, id, commit.firstVersion()));
      } else if (!found.add(id)) {
        twice++;
      }
    }
    int missing = expected.size() - found.size();
    if (missing > 0 || twice > 0) {
      differences.add(
          "%s: of %d commands %d are not in the journal, and %d are there again"
              .formatted(airport, expected.size(), missing, twice));
    }
    lost += missing;
    duplicated += twice;
  }

  private void compareState(
      String airport, Airport.State expected, Airport.@Nullable State recovered) {
    if (!expected.equals(recovered)) {
      differences.add(
          "%s: the journal says %s, the records say %s".formatted(airport, recovered, expected));
    }
  }

  /// The result of the comparison.
  ///
  /// @param events the number of events in the journal
  /// @param lost the number of commands that are not in the journal
  /// @param duplicated the number of commits that repeat a command
  /// @param differences the differences; empty if everything is correct
  /// @param states every airport's recovered state
  record Verdict(
      long events,
      long lost,
      long duplicated,
      List<String> differences,
      SortedMap<String, Airport.State> states) {

    boolean isVerified() {
      return differences.isEmpty();
    }

    @Override
    public String toString() {
      return "%s: %d airports, %d events, %d lost, %d duplicated"
          .formatted(
              isVerified() ? "verified" : "NOT verified", states.size(), events, lost, duplicated);
    }
  }
}
