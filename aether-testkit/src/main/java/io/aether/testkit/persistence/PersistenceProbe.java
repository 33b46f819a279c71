package io.aether.testkit.persistence;

import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
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
import io.aether.testkit.ThrowingPredicate;
import io.aether.testkit.report.Difference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Provides stores in memory that fail, refuse or delay calls, or leave their outcome unknown, as a
/// test specifies, and shows what the stores contain.
///
/// ```java
/// var probe = PersistenceProbe.create(kit.system(), Account.TYPES);
/// var account = kit.spawn(Account.behavior("7", probe.persistence()));
/// probe.next(StoreCall.APPEND, StoreFault.unknownButStored());
/// account.tell(new Deposit("c1", 10, replies.ref()));
/// probe.expectPersisted(PersistenceId.of("account", "7"), new Deposited(10));
/// ```
///
/// A fault for the next call takes precedence over rules; of several rules that apply, the latest
/// wins. Thread-safe.
@Experimental
public final class PersistenceProbe {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofMillis(5);

  private final Environment environment;
  private final StoredTypes types;
  private final Faults faults;
  private final Persistence persistence;

  /// The number of events of each log that [#expectPersisted] has consumed. Any thread.
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

  /// Empty stores, in the time of a system.
  ///
  /// @param types of what will be stored
  public static PersistenceProbe create(ActorSystem system, StoredTypes types) {
    return create(system.spi().environment(), types);
  }

  /// Empty stores.
  ///
  /// @param environment provides the time of delays and the randomness of [#sometimes]: that of the
  ///   test's kit or simulation
  /// @param types the types of events and states that will be stored
  public static PersistenceProbe create(Environment environment, StoredTypes types) {
    return new PersistenceProbe(
        environment, types, new InMemoryJournal(), new InMemorySnapshotStore());
  }

  /// {@return the stores, to hand to actors}
  public Persistence persistence() {
    return persistence;
  }

  // ---- Faults ----

  /// Applies `fault` to the next call of this kind. Called several times, the faults apply to as
  /// many calls, in order.
  ///
  /// @throws IllegalArgumentException if `fault` is possible for appends only and `call` is another
  public void next(StoreCall call, StoreFault fault) {
    faults.next(call, fault);
  }

  /// Applies `fault` to all calls of this kind that `which` accepts, until [#heal].
  ///
  /// @param which is evaluated on the calling actor's turn; if it throws, the call fails with that
  ///   exception
  /// @throws IllegalArgumentException if `fault` is possible for appends only and `call` is another
  public void when(
      StoreCall call, ThrowingPredicate<StoreCall.Request, ?> which, StoreFault fault) {
    faults.when(call, which, fault);
  }

  /// Applies `fault` to a random part of all calls of this kind, until [#heal]. In a simulation the
  /// seed decides which.
  ///
  /// @param probability the probability for each call, from 0 to 1
  /// @throws IllegalArgumentException if `probability` is out of range, or `fault` is possible for
  ///   appends only and `call` is another
  public void sometimes(StoreCall call, double probability, StoreFault fault) {
    faults.sometimes(call, probability, fault);
  }

  /// Ends all faults, including those for calls that have not been made yet.
  public void heal() {
    faults.heal();
  }

  // ---- Contents of the stores ----

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

  /// Waits for the next events in the log of `id`, after those that this method has consumed
  /// already.
  ///
  /// @throws AssertionError if other events are stored, or fewer within five seconds
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
          ("The log of %s was expected to continue, after %d events, with%n  %s%n"
                  + "but continues with%n  %s%n%s")
              .formatted(
                  id, from, expected, came, String.join("\n", Difference.between(expected, next))));
    }
    seen.put(id, from + events.length);
  }

  /// Expects that the log of `id` has no event after those that [#expectPersisted] has consumed.
  /// Does not wait: in a simulation, call [io.aether.testkit.Simulation#awaitIdle] first.
  ///
  /// @throws AssertionError if it has more events
  public void expectNothingPersisted(PersistenceId id) {
    int from = seen.getOrDefault(id, 0);
    List<Object> came = after(id, from);
    if (!came.isEmpty()) {
      throw new AssertionError(
          "The log of %s was expected to end after %d events, but continues with %s"
              .formatted(id, from, came));
    }
  }

  private List<Object> after(PersistenceId id, int from) {
    List<Object> all = persisted(id);
    return all.subList(Math.min(from, all.size()), all.size());
  }

  private void sleep(Duration duration) {
    try {
      environment.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted while waiting for events", e);
    }
  }
}
