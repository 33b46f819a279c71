package io.aether.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.persistence.spi.Commit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class CommandTest {

  @AutoClose private final Bank bank = new Bank();

  @Test
  void eventsOfOneCommandAreOneCommitThatSaysWhoWroteIt() throws Exception {
    ActorRef<Account.Command> account = bank.account();
    bank.ask(account, replyTo -> new Account.Move(50, 20, replyTo));

    Commit commit = bank.commits().getFirst();
    assertThat(commit.events()).extracting("type").containsExactly("deposited", "withdrawn");
    assertThat(commit.writer()).startsWith("bank/").contains("user");
    assertThat(commit.commandId()).isNull();
  }

  @Test
  void commandWithoutEventsStoresNothing() throws Exception {
    assertThat(bank.read(bank.account())).isZero();
    assertThat(bank.commits()).isEmpty();
  }

  @Test
  void eventThatTheRulesRejectIsNotStoredNorAreTheOthersOfItsEffect() throws Exception {
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.resume());
    CompletableFuture<Long> answer =
        account.askAsync(replyTo -> new Account.Move(10, 20, replyTo), Bank.PATIENCE);

    assertThat(bank.failure()).isInstanceOf(Account.Overdrawn.class);
    assertThat(bank.read(account)).isZero();
    assertThat(bank.commits()).isEmpty();
    assertThat(answer)
        .failsWithin(Bank.PATIENCE)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(AskException.TargetFailed.class);
  }

  @Test
  void eventWithoutANameIsRejectedAndTheActorMayResume() throws Exception {
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.resume());
    account.askAsync(Account.StoreNote::new, Bank.PATIENCE);

    assertThat(bank.failure())
        .isInstanceOf(EventRejectedException.class)
        .hasMessageContaining("Noted")
        .hasMessageContaining("StoredTypes");
    assertThat(bank.deposit(account, "a", 5)).isEqualTo(5);
  }

  @Test
  void commitThatTheJournalRefusesLeavesTheStateAsItWas() throws Exception {
    bank.journal.next(FaultyJournal::refused);
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.resume());
    bank.depositAsync(account, "a", 10);

    assertThat(bank.failure())
        .isInstanceOf(EventRejectedException.class)
        .hasMessageContaining("too large");
    assertThat(bank.deposit(account, "a", 5)).isEqualTo(5);
  }

  @Test
  void commandIdThatWouldComeBackChangedIsRejected() throws Exception {
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.resume());
    bank.depositAsync(account, "half \ud83d", 10);

    assertThat(bank.failure())
        .isInstanceOf(EventRejectedException.class)
        .hasMessageContaining("command id")
        .hasMessageContaining("half of a surrogate pair");
    assertThat(bank.read(account)).isZero();
    assertThat(bank.commits()).isEmpty();
    assertThat(bank.deposit(account, "whole \ud83d\ude00", 5)).isEqualTo(5);
  }

  @Test
  void unhandledCommandBecomesADeadLetter() throws Exception {
    bank.account().tell(new Account.Ignored());

    assertThat(bank.deadLetter())
        .satisfies(letter -> {
          assertThat(letter.message()).isEqualTo(new Account.Ignored());
          assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.UNHANDLED);
        });
  }

  @Test
  void stopFollowsTheReply() throws Exception {
    ActorRef<Account.Command> account = bank.account();
    assertThat(bank.ask(account, Account.Close::new)).isZero();

    account.tell(new Account.Ignored());
    assertThat(bank.deadLetter().reason()).isEqualTo(DeadLetter.Reason.STOPPED);
  }
}
