package io.aether.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.SnapshotStore;
import io.aether.persistence.spi.SnapshotStore.Snapshot;
import io.aether.persistence.spi.StoredValue;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests that every implementation of [SnapshotStore] passes.
@Experimental
public abstract class SnapshotStoreContract {

  private static final PersistenceId ID = PersistenceId.of("contract", "7");

  private SnapshotStore store;

  /// For subclasses.
  @SuppressWarnings("NullAway.Init") // before each test
  protected SnapshotStoreContract() {}

  /// {@return an empty store; called before each test}
  ///
  /// @throws Exception any failure, which fails the test
  protected abstract SnapshotStore emptyStore() throws Exception;

  @BeforeEach
  public final void openStore() throws Exception {
    store = emptyStore();
  }

  @Test
  public void emptyStoreHasNoSnapshot() {
    assertThat(store.latest(ID)).isEmpty();
  }

  @Test
  public void snapshotComesBackAsItWas() {
    var state = new StoredValue("flight.état", 4, new byte[] {0, -1, 127, '\n'});
    var snapshot =
        new Snapshot(1_000_000_007L, state, List.of("command-1", "", "ü 2"), Commits.TIME);
    store.save(ID, snapshot);

    assertThat(store.latest(ID))
        .hasValueSatisfying(
            latest -> assertThat(latest).usingRecursiveComparison().isEqualTo(snapshot));
  }

  @Test
  public void laterSnapshotReplacesAndEarlierDoesNot() {
    store.save(ID, snapshot(ID, 10));
    store.save(ID, snapshot(ID, 20));
    store.save(ID, snapshot(ID, 15));

    assertThat(store.latest(ID)).map(Snapshot::version).contains(20L);
  }

  @Test
  public void ofManyAtOnceTheLatestRemains() {
    LongStream.rangeClosed(1, 8)
        .parallel()
        .forEach(version -> store.save(ID, snapshot(ID, version)));

    assertThat(store.latest(ID)).map(Snapshot::version).contains(8L);
  }

  @Test
  public void oddIdsAreKeptApart() {
    for (PersistenceId id : OddIds.all()) {
      store.save(id, snapshot(id, 5));
    }
    for (PersistenceId id : OddIds.all()) {
      assertThat(store.latest(id))
          .as(id.toString())
          .hasValueSatisfying(
              latest -> assertThat(latest).usingRecursiveComparison().isEqualTo(snapshot(id, 5)));
    }
  }

  private static Snapshot snapshot(PersistenceId id, long version) {
    return new Snapshot(version, Commits.value("state of " + id), List.of("command"), Commits.TIME);
  }
}
