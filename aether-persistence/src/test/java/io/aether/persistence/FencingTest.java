package io.aether.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SpawnOptions;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class FencingTest {

  @AutoClose private final Bank bank = new Bank();

  private boolean fenceOnCommand;
  private final AtomicBoolean held = new AtomicBoolean(true);

  private final Ownership ownership =
      new Ownership() {
        @Override
        public long epoch() {
          return 4;
        }

        @Override
        public boolean isHeld() {
          return held.get();
        }
      };

  @Test
  void commitCarriesTheEpochOfItsWriter() throws Exception {
    bank.deposit(owned(), "a", 10);

    assertThat(bank.commits()).extracting(Commit::epoch).containsExactly(4L);
  }

  @Test
  void fencedOwnerDecidesNothing() throws Exception {
    ActorRef<Account.Command> account = owned();
    held.set(false);
    bank.depositAsync(account, "a", 10);

    assertThat(bank.deadLetter().message()).isInstanceOf(Account.Deposit.class);
    assertThat(bank.journal.appends).hasValue(0);
  }

  @Test
  void ownerFencedWhileDecidingStoresNothing() throws Exception {
    fenceOnCommand = true;

    assertFenced(/* stored= */ 0);
    assertThat(bank.journal.appends).hasValue(0);
  }

  @Test
  void ownerFencedWhileStoringDoesNotReply() throws Exception {
    bank.journal.next(FaultyJournal.after(() -> held.set(false), EventLog::append));

    assertFenced(/* stored= */ 1);
  }

  @Test
  void ownerFencedWhileTheOutcomeIsUnknownGivesUp() throws Exception {
    bank.journal.next(FaultyJournal.after(() -> held.set(false), FaultyJournal::lost));

    assertFenced(/* stored= */ 0);
    assertThat(bank.journal.appends).hasValue(1);
  }

  private void assertFenced(int stored) throws Exception {
    ActorRef<Account.Command> account = owned();
    var answer = bank.depositAsync(account, "a", 10);

    DeadLetter letter = bank.deadLetter();
    assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.FENCED);
    assertThat(letter.message()).isInstanceOf(Account.Deposit.class);
    assertThat(letter.recipient()).isEqualTo(account.path());
    assertThat(bank.commits()).hasSize(stored);
    account.tell(new Account.Ignored());
    assertThat(bank.deadLetter().reason()).isEqualTo(DeadLetter.Reason.STOPPED);
    assertThat(answer)
        .failsWithin(Bank.PATIENCE)
        .withThrowableThat()
        .withCauseInstanceOf(AskException.TargetStopped.class); // no reply was sent
  }

  /// A child spawned as a cluster spawns its entities.
  private ActorRef<Account.Command> owned() throws InterruptedException {
    Behavior<ActorRef<ActorRef<Account.Command>>> parent =
        (context, replyTo) -> {
          replyTo.tell(
              bank.system
                  .spi()
                  .spawnChild(
                      context,
                      EventSourced.behavior(Account.ID, rules(), bank.persistence()),
                      "owned",
                      SpawnOptions.NONE.withOwnership(ownership)));
          return Behaviors.same();
        };
    ActorRef<Account.Command> account =
        bank.system.spawn(parent).ask(replyTo -> replyTo, Bank.PATIENCE);
    assertThat(bank.read(account)).isZero();
    return account;
  }

  /// Rules that may lose ownership while they decide on a deposit.
  private EventSourced<Account.Command, Account.Event, Account.Balance> rules() {
    var account = new Account();
    return new EventSourced<>() {
      @Override
      public Account.Balance initialState() {
        return account.initialState();
      }

      @Override
      public Effect<Account.Event, Account.Balance> onCommand(
          Account.Balance balance, Account.Command command) {
        if (fenceOnCommand && command instanceof Account.Deposit) {
          held.set(false);
        }
        return account.onCommand(balance, command);
      }

      @Override
      public Account.Balance onEvent(Account.Balance balance, Account.Event event) {
        return account.onEvent(balance, event);
      }
    };
  }
}
