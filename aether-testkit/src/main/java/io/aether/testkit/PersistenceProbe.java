package io.aether.testkit;

import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.StoredTypes;
import io.aether.persistence.memory.InMemoryJournal;
import io.aether.persistence.memory.InMemorySnapshotStore;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.SnapshotStore;
import io.aether.persistence.spi.SnapshotStore.Snapshot;
import io.aether.testkit.persistence.Faults;
import io.aether.testkit.persistence.FaultyJournal;
import io.aether.testkit.persistence.FaultySnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Stores in memory that fail, refuse, delay or leave open what a test tells them to, and say what
/// they hold.
///
/// ```java
/// var probe = PersistenceProbe.create(kit.system().spi().environment(), Account.TYPES);
/// var account = kit.spawn(Account.behavior("7", probe.persistence()));
/// probe.next(StoreCall.APPEND, StoreFault.unknownButStored());
/// account.tell(new Deposit("c1", 10, replies.ref()));
/// probe.expectPersisted(PersistenceId.of("account", "7"), new Deposited(10));
/// ```
///
/// A fault for the next call goes before one of a rule, and of rules the latest that applies goes
/// first. Thread-safe.
public final class PersistenceProbe {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofMillis(5);

  private final Environment environment;
  private final StoredTypes types;
  private final Faults faults;
  private final Persistence persistence;

  /// How many events of a log [#expectPersisted] has seen. Any thread.
  private final Map<PersistenceId, Integer> seen = new ConcurrentHashMap<>();

  private PersistenceProbe(
      Environment environment, StoredTypes types, Journal journal, SnapshotStore snapshots) {
    this.environment = environment;
    this.types = types;
    this.faults = new Faults(environment);
    this.persistence =
        Persistence.of(
            new FaultyJournal(journal, faults, environment),
            new FaultySnapshots(snapshots, faults),
            types);
  }

  /// Empty stores.
  ///
  /// @param environment whose time passes when a call is delayed, and whose chance decides: that of
  ///   the test's kit or simulation
  /// @param types of what will be stored
  public static PersistenceProbe create(Environment environment, StoredTypes types) {
    return new PersistenceProbe(
        environment, types, new InMemoryJournal(), new InMemorySnapshotStore());
  }

  /// {@return the stores, for actors}
  public Persistence persistence() {
    return persistence;
  }

  // ---- Faults ----

  /// Lets the next call of this kind meet `fault`. Faults for several calls wait in line.
  ///
  /// @throws IllegalArgumentException if such a call cannot meet such a fault
  public void next(StoreCall call, StoreFault fault) {
    faults.next(call, fault);
  }

  /// Lets all calls of this kind that `which` holds for meet `fault`, until [#heal].
  ///
  /// @throws IllegalArgumentException if such a call cannot meet such a fault
  public void when(StoreCall call, Predicate<StoreCall.Request> which, StoreFault fault) {
    faults.when(call, which, fault);
  }

  /// Lets a part of all calls of this kind meet `fault`, until [#heal]. In a simulation its seed
  /// decides which.
  ///
  /// @param probability from 0 to 1, for each call
  public void sometimes(StoreCall call, double probability, StoreFault fault) {
    faults.sometimes(call, probability, fault);
  }

  /// Ends all faults, also those that nothing has met yet.
  public void heal() {
    faults.heal();
  }

  // ---- What is stored ----

  /// {@return all events in the log of `id`, oldest first, read back from their bytes}
  public List<Object> persisted(PersistenceId id) {
    List<Object> events = new ArrayList<>();
    faults.without(() ->
        persistence
            .journal()
            .open(id)
            .replay(
                0,
                (Commit commit) ->
                    commit.events().forEach(event -> events.add(types.decode(event)))));
    return events;
  }

  /// {@return the commits in the log of `id`, oldest first}
  public List<Commit> commits(PersistenceId id) {
    List<Commit> commits = new ArrayList<>();
    faults.without(() -> persistence.journal().open(id).replay(0, commits::add));
    return commits;
  }

  /// {@return the state in the latest snapshot of `id`, read back from its bytes}
  public Optional<Object> snapshot(PersistenceId id) {
    List<Object> states = new ArrayList<>();
    faults.without(() ->
        persistence
            .snapshots()
            .latest(id)
            .map(Snapshot::state)
            .ifPresent(state -> states.add(types.decode(state))));
    return states.stream().findFirst();
  }

  /// Waits for the next events in the log of `id`: those after what this method has seen already.
  ///
  /// @throws AssertionError if others come, or not so many within five seconds
  public void expectPersisted(PersistenceId id, Object... events) {
    int from = seen.getOrDefault(id, 0);
    long start = environment.scheduler().nanoTime();
    List<Object> came = after(id, from);
    while (came.size() < events.length
        && environment.scheduler().nanoTime() - start < Nanos.of(PATIENCE)) {
      sleep(RETRY);
      came = after(id, from);
    }
    List<Object> expected = Arrays.asList(events);
    List<Object> next = came.subList(0, Math.min(came.size(), events.length));
    if (!next.equals(expected)) {
      throw new AssertionError(
          "The log of %s should go on, after %d events, with%n  %s%nbut goes on with%n  %s%n%s"
              .formatted(
                  id, from, expected, came, String.join("\n", Difference.between(expected, next))));
    }
    seen.put(id, from + events.length);
  }

  /// Makes sure that the log of `id` has no event after what [#expectPersisted] has seen. Does not
  /// wait: in a simulation, [Simulation#awaitIdle] comes first.
  ///
  /// @throws AssertionError if it has
  public void expectNothingPersisted(PersistenceId id) {
    int from = seen.getOrDefault(id, 0);
    List<Object> came = after(id, from);
    if (!came.isEmpty()) {
      throw new AssertionError(
          "The log of %s should end after %d events, but goes on with %s"
              .formatted(id, from, came));
    }
  }

  private List<Object> after(PersistenceId id, int from) {
    List<Object> all = persisted(id);
    return all.subList(Math.min(from, all.size()), all.size());
  }

  private void sleep(Duration duration) {
    var passed = new CompletableFuture<Void>();
    environment.scheduler().schedule(duration, () -> passed.complete(null));
    try {
      environment.await(passed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for events", e);
    }
  }
}
