package io.aether.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.SupervisorStrategy;
import io.aether.persistence.spi.Append;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UncertainAppendTest {

  @AutoClose private final Bank bank = new Bank();

  @Test
  void commitThatWasStoredInSilenceCountsAsStoredAndIsNotRepeated() throws Exception {
    bank.journal.next(FaultyJournal::storedInSilence);
    ActorRef<Account.Command> account = bank.account();

    assertThat(bank.deposit(account, "a", 10)).isEqualTo(10);
    assertThat(bank.deposit(account, "b", 1)).isEqualTo(11);
    assertThat(bank.commits()).hasSize(2);
    assertThat(bank.journal.appends).hasValue(2);
  }

  @Test
  void commitThatWasLostIsAppendedAgain() throws Exception {
    bank.journal.next(FaultyJournal::lost).next(FaultyJournal::crash);
    ActorRef<Account.Command> account = bank.account();

    assertThat(bank.deposit(account, "a", 10)).isEqualTo(10);
    assertThat(bank.commits()).hasSize(1);
    assertThat(bank.journal.appends).hasValue(3);
  }

  @Test
  void outcomeIsAskedForUntilTheJournalAnswers() throws Exception {
    bank.journal.next(FaultyJournal::storedInSilence).unreachableHeads.set(3);

    assertThat(bank.deposit(bank.account(), "a", 10)).isEqualTo(10);
    assertThat(bank.journal.unreachableHeads).hasValue(0);
  }

  @Test
  void commitThatIsStoredLateIsFoundByItsSecondTry() throws Exception {
    // The first try arrives just before the second does.
    bank.journal
        .next(FaultyJournal::lost)
        .next((log, commit) -> {
          log.append(commit);
          return log.append(commit);
        });
    ActorRef<Account.Command> account = bank.account();

    assertThat(bank.deposit(account, "a", 10)).isEqualTo(10);
    assertThat(bank.commits()).hasSize(1);
  }

  @Test
  void conflictNamesTheWinner() throws Exception {
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.stop());
    bank.deposit(account, "a", 10);
    bank.intrude(2);
    bank.depositAsync(account, "b", 10);

    assertThat(bank.failure())
        .isInstanceOfSatisfying(
            VersionConflictException.class,
            conflict -> {
              assertThat(conflict.id()).isEqualTo(Account.ID);
              assertThat(conflict.expectedVersion()).isEqualTo(1);
              assertThat(conflict.mayBeStored()).isFalse();
              assertThat(conflict.winner())
                  .hasValueSatisfying(winner -> {
                    assertThat(winner.version()).isEqualTo(2);
                    assertThat(winner.writer()).isEqualTo("the other node");
                    assertThat(winner.epoch()).isEqualTo(9);
                  });
              assertThat(conflict)
                  .hasMessageContaining("account|7 should end at version 1, but ends at 2")
                  .hasMessageContaining("the other node in epoch 9");
            });
    assertThat(bank.journal.appends).hasValue(2);
  }

  @Test
  void afterAConflictAResumedActorFailsWithEveryMessage() throws Exception {
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.resume());
    bank.read(account);
    bank.intrude(1);
    bank.depositAsync(account, "a", 10);
    assertThat(bank.failure()).isInstanceOf(VersionConflictException.class);

    account.tell(new Account.Ignored());
    assertThat(bank.failure()).isInstanceOf(VersionConflictException.class);
    assertThat(bank.deadLetters).isEmpty();
  }

  @Test
  void afterAConflictARestartedActorHasTheWinnersState() throws Exception {
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.restart());
    bank.deposit(account, "a", 10);
    bank.intrude(2);
    bank.depositAsync(account, "b", 10);

    assertThat(bank.read(account)).isEqualTo(1010);
    assertThat(bank.deposit(account, "b", 10)).isEqualTo(1020);
  }

  @Test
  void intruderDuringAnUnknownOutcomeIsAConflictThatMayHaveStored() throws Exception {
    bank.journal.next(FaultyJournal.after(() -> bank.intrude(1), FaultyJournal::lost));
    bank.depositAsync(bank.account(SupervisorStrategy.stop()), "a", 10);

    assertThat(bank.failure())
        .isInstanceOfSatisfying(
            VersionConflictException.class, e -> assertThat(e.mayBeStored()).isTrue());
  }

  @Test
  void outcomeThatCannotBeFoundOutInTimeFailsTheActor() throws Exception {
    bank.with(settings -> settings.withResolveTimeout(Duration.ofMillis(100)));
    bank.journal.next(FaultyJournal::storedInSilence).unreachableHeads.set(Integer.MAX_VALUE);
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.resume());
    var answer = bank.depositAsync(account, "a", 10);

    assertThat(bank.failure())
        .isInstanceOf(UnknownOutcomeException.class)
        .hasMessageContaining("event 1 of account|7");
    account.tell(new Account.Ignored());
    assertThat(bank.failure()).isInstanceOf(UnknownOutcomeException.class);
    assertThat(answer)
        .failsWithin(Bank.PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(AskException.TargetFailed.class);
    assertThat(bank.commits()).hasSize(1);
  }

  @Test
  void afterAnUnknownOutcomeARestartedActorKnowsWhetherTheCommandWasApplied() throws Exception {
    bank.with(settings -> settings.withResolveTimeout(Duration.ofMillis(50)));
    bank.journal.next(FaultyJournal::storedInSilence).unreachableHeads.set(Integer.MAX_VALUE);
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.restart());
    bank.depositAsync(account, "a", 10);
    assertThat(bank.failure()).isInstanceOf(UnknownOutcomeException.class);
    bank.journal.unreachableHeads.set(0);

    assertThat(bank.deposit(account, "a", 10)).isEqualTo(10);
    assertThat(bank.commits()).hasSize(1);
  }

  @Test
  void refusalOfASecondTryDoesNotSettleTheFirst() throws Exception {
    bank.with(settings -> settings.withResolveTimeout(Duration.ofMillis(50)));
    bank.journal.next(FaultyJournal::lost);
    for (int i = 0; i < 100; i++) {
      bank.journal.next((_, _) -> new Append.Refused("too large"));
    }
    bank.depositAsync(bank.account(SupervisorStrategy.stop()), "a", 10);

    assertThat(bank.failure())
        .isInstanceOf(UnknownOutcomeException.class)
        .hasCauseInstanceOf(EventRejectedException.class);
  }
}
