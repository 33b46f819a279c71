package io.aether.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SpawnOptions;
import io.aether.persistence.spi.Commit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class FencingTest {

  @AutoClose private final Bank bank = new Bank();

  /// Held for so many more times as it is asked.
  private final AtomicInteger checksLeft = new AtomicInteger(Integer.MAX_VALUE);

  private final Ownership ownership =
      new Ownership() {
        @Override
        public long epoch() {
          return 4;
        }

        @Override
        public boolean isHeld() {
          return checksLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
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
    checksLeft.set(0);

    assertFencedWith(account, /* stored= */ 0);
  }

  @Test
  void ownerFencedWhileDecidingStoresNothing() throws Exception {
    ActorRef<Account.Command> account = owned();
    checksLeft.set(1);

    assertFencedWith(account, /* stored= */ 0);
    assertThat(bank.journal.appends).hasValue(0);
  }

  @Test
  void ownerFencedWhileStoringDoesNotReply() throws Exception {
    ActorRef<Account.Command> account = owned();
    checksLeft.set(2);

    assertFencedWith(account, /* stored= */ 1);
  }

  @Test
  void ownerFencedWhileTheOutcomeIsUnknownGivesUp() throws Exception {
    bank.journal.next(FaultyJournal::lost).unreachableHeads.set(Integer.MAX_VALUE);
    ActorRef<Account.Command> account = owned();
    checksLeft.set(4);

    assertFencedWith(account, /* stored= */ 0);
    assertThat(bank.journal.appends).hasValue(1);
  }

  private void assertFencedWith(ActorRef<Account.Command> account, int stored) throws Exception {
    var answer = bank.depositAsync(account, "a", 10);

    DeadLetter letter = bank.deadLetter();
    assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.FENCED);
    assertThat(letter.message()).isInstanceOf(Account.Deposit.class);
    assertThat(letter.recipient()).isEqualTo(account.path());
    assertThat(bank.commits()).hasSize(stored);
    account.tell(new Account.Ignored());
    assertThat(bank.deadLetter().reason()).isEqualTo(DeadLetter.Reason.STOPPED);
    assertThat(answer).isNotDone();
  }

  /// A child spawned as a cluster spawns its entities.
  private ActorRef<Account.Command> owned() throws InterruptedException {
    Behavior<ActorRef<ActorRef<Account.Command>>> parent =
        (context, replyTo) -> {
          replyTo.tell(
              bank.system
                  .spi()
                  .spawnChild(
                      context, bank.behavior(), "owned", SpawnOptions.NONE.withOwnership(ownership)));
          return Behaviors.same();
        };
    ActorRef<Account.Command> account =
        bank.system.spawn(parent).ask(replyTo -> replyTo, Bank.PATIENCE);
    assertThat(bank.read(account)).isZero();
    return account;
  }
}
