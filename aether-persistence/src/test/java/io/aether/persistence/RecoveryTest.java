package io.aether.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.SupervisorStrategy;
import io.aether.persistence.memory.InMemoryJournal;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.SnapshotStore.Snapshot;
import io.aether.persistence.spi.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RecoveryTest {

  @AutoClose private final Bank bank = new Bank();

  @Test
  void stateIsWhatTheStoredEventsMadeOfIt() throws Exception {
    ActorRef<Account.Command> first = bank.account();
    bank.deposit(first, "a", 100);
    bank.ask(first, replyTo -> new Account.Move(5, 30, replyTo));

    assertThat(bank.read(bank.account())).isEqualTo(75);
    assertThat(bank.commits()).extracting(Commit::firstVersion).containsExactly(1L, 2L);
  }

  @Test
  void snapshotIsTakenWhenDueAndReplayStartsBehindIt() throws Exception {
    bank.with(settings -> settings.withSnapshotEvery(3));
    ActorRef<Account.Command> first = bank.account();
    for (int i = 1; i <= 7; i++) {
      bank.deposit(first, "command-" + i, 1);
    }

    Snapshot snapshot = bank.snapshots.latest(Account.ID).orElseThrow();
    assertThat(snapshot.version()).isEqualTo(6);
    assertThat(snapshot.recentCommands()).hasSize(6).endsWith("command-6");

    // A state that no events produce shows that the snapshot was used.
    bank.snapshots.save(Account.ID, snapshot(7, "balance", "{\"amount\":5000}"));
    assertThat(bank.read(bank.account())).isEqualTo(5000);
  }

  @Test
  void snapshotThatSpansACommitOfSeveralEventsIsTakenOnce() throws Exception {
    bank.with(settings -> settings.withSnapshotEvery(2));
    ActorRef<Account.Command> account = bank.account();
    bank.deposit(account, "a", 10);
    bank.ask(account, replyTo -> new Account.Move(5, 1, replyTo));

    assertThat(bank.snapshots.latest(Account.ID)).map(Snapshot::version).contains(3L);
  }

  @Test
  void noSnapshotIsTakenIfSwitchedOff() throws Exception {
    bank.with(settings -> settings.withSnapshotEvery(0));
    bank.deposit(bank.account(), "a", 10);

    assertThat(bank.snapshots.latest(Account.ID)).isEmpty();
  }

  @Test
  void unreadableSnapshotIsIgnored() throws Exception {
    bank.deposit(bank.account(), "a", 10);
    bank.snapshots.save(Account.ID, snapshot(1, "balance", "no JSON at all"));
    assertThat(bank.read(bank.account())).isEqualTo(10);

    bank.snapshots.save(Account.ID, snapshot(2, "forgotten", "{}"));
    assertThat(bank.read(bank.account())).isEqualTo(10);
  }

  @Test
  void snapshotBeyondTheEndOfTheLogFailsRecovery() throws Exception {
    bank.deposit(bank.account(), "a", 10);
    bank.snapshots.save(Account.ID, snapshot(5, "balance", "{\"amount\":5000}"));
    bank.account(SupervisorStrategy.stop());

    assertThat(bank.failure())
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("account|7")
        .hasMessageContaining("5");
  }

  @Test
  void unknownEventTypeFailsRecoveryAndIsNamed() throws Exception {
    store(1, "account.audited", 1, "{}");
    bank.account(SupervisorStrategy.stop());

    assertThat(bank.failure())
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining("account|7")
        .hasMessageContaining("event 1")
        .hasMessageContaining("'account.audited'");
  }

  @Test
  void newerSchemaFailsRecoveryAndIsNamed() throws Exception {
    store(1, "deposited", 2, "{\"amount\":1}");
    bank.account(SupervisorStrategy.stop());

    assertThat(bank.failure())
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining("'deposited'")
        .hasMessageContaining("schema version 2");
  }

  @Test
  void eventThatTheRulesRejectFailsRecoveryAndIsNamed() throws Exception {
    store(1, "withdrawn", 1, "{\"amount\":1}");
    bank.account(SupervisorStrategy.stop());

    assertThat(bank.failure())
        .isInstanceOf(RecoveryException.class)
        .hasCauseInstanceOf(Account.Overdrawn.class)
        .hasMessageContaining("event 1");
  }

  @Test
  void twoSystemsShareAJournalInMemory() throws Exception {
    bank.deposit(bank.account(), "a", 10);
    try (var other = io.aether.actor.ActorSystem.create("other")) {
      var account = other.spawn(bank.behavior());
      assertThat(bank.read(account)).isEqualTo(10);
    }
  }

  @Test
  void emptyJournalHasNoHead() {
    assertThat(new InMemoryJournal().open(Account.ID).head()).isEqualTo(Optional.empty());
  }

  private void store(long version, String type, int schema, String json) {
    var event = new StoredValue(type, schema, json.getBytes(StandardCharsets.UTF_8));
    bank.journal
        .store
        .open(Account.ID)
        .append(
            new Commit(
                "commit-" + version, version, List.of(event), null, "a test", 0, Instant.EPOCH));
  }

  private static Snapshot snapshot(long version, String type, String json) {
    var state = new StoredValue(type, 1, json.getBytes(StandardCharsets.UTF_8));
    return new Snapshot(version, state, List.of(), Instant.EPOCH);
  }
}
