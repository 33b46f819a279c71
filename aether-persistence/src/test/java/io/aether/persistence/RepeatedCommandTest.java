package io.aether.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class RepeatedCommandTest {

  @AutoClose private final Bank bank = new Bank();

  @Test
  void repeatedCommandIsAnsweredButNotAppliedAgain() throws Exception {
    ActorRef<Account.Command> account = bank.account();
    bank.deposit(account, "a", 10);
    bank.deposit(account, "b", 1);

    assertThat(bank.deposit(account, "a", 10)).isEqualTo(11);
    assertThat(bank.commits()).extracting("commandId").containsExactly("a", "b");
  }

  @Test
  void idsAreKnownAfterRecoveryFromEvents() throws Exception {
    bank.deposit(bank.account(), "a", 10);

    assertThat(bank.deposit(bank.account(), "a", 10)).isEqualTo(10);
  }

  @Test
  void idsAreKnownAfterRecoveryFromASnapshot() throws Exception {
    bank.with(settings -> settings.withSnapshotEvery(2));
    ActorRef<Account.Command> first = bank.account();
    bank.deposit(first, "a", 10);
    bank.deposit(first, "b", 10);
    bank.deposit(first, "c", 10);

    ActorRef<Account.Command> second = bank.account();
    for (String id : new String[] {"a", "b", "c"}) {
      assertThat(bank.deposit(second, id, 10)).isEqualTo(30);
    }
  }

  @Test
  void aLimitedNumberOfIdsIsRemembered() throws Exception {
    bank.with(settings -> settings.withRememberedCommands(2));
    ActorRef<Account.Command> account = bank.account();
    bank.deposit(account, "a", 1);
    bank.deposit(account, "b", 1);
    bank.deposit(account, "c", 1);

    assertThat(bank.deposit(account, "b", 1)).isEqualTo(3);
    assertThat(bank.deposit(account, "c", 1)).isEqualTo(3);
    assertThat(bank.deposit(account, "a", 1)).isEqualTo(4);
    assertThat(bank.deposit(bank.account(), "a", 1)).isEqualTo(4);
    assertThat(bank.deposit(bank.account(), "b", 1)).isEqualTo(5);
  }

  @Test
  void commandThatStoredNothingIsDecidedAgain() throws Exception {
    bank.journal.next(FaultyJournal::refused);
    ActorRef<Account.Command> account = bank.account(SupervisorStrategy.resume());
    bank.depositAsync(account, "a", 10);
    assertThat(bank.failure()).isInstanceOf(EventRejectedException.class);

    assertThat(bank.deposit(account, "a", 10)).isEqualTo(10);
    assertThat(bank.commits()).hasSize(1);
  }

  @Test
  void withoutAnAnswerOfTheRulesARepeatedCommandIsADeadLetter() throws Exception {
    var account = bank.system.spawn(new Once(/* storesOnRepeat= */ false).behavior(bank));
    account.tell(new Once.Do("a"));
    account.tell(new Once.Do("a"));

    DeadLetter letter = bank.deadLetter();
    assertThat(letter.message()).isEqualTo(new Once.Do("a"));
    assertThat(letter.reason()).isEqualTo(DeadLetter.Reason.UNHANDLED);
    assertThat(bank.commits()).hasSize(1);
  }

  @Test
  void eventsInTheAnswerToARepeatedCommandAreAnError() throws Exception {
    var rules = new Once(/* storesOnRepeat= */ true);
    var account = bank.system.spawn(rules.behavior(bank));
    account.tell(new Once.Do("a"));
    account.tell(new Once.Do("a"));

    assertThat(bank.failure())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("onRepeated")
        .hasMessageContaining("'a'");
    assertThat(bank.commits()).hasSize(1);
  }

  /// Rules that do not answer repeated commands, or answer them incorrectly.
  private record Once(boolean storesOnRepeat)
      implements EventSourced<Once.Do, Account.Event, Account.Balance> {

    record Do(String commandId) implements IdempotentCommand {}

    io.aether.actor.Behavior<Do> behavior(Bank bank) {
      var failure = new AtomicReference<Exception>();
      return io.aether.actor.Behaviors.supervise(
          e -> {
            failure.set(e);
            bank.failures.add(e);
            return SupervisorStrategy.resume();
          },
          EventSourced.behavior(Account.ID, this, bank.persistence()));
    }

    @Override
    public Account.Balance initialState() {
      return new Account.Balance(0);
    }

    @Override
    public Effect<Account.Event, Account.Balance> onCommand(Account.Balance balance, Do command) {
      return persist(new Account.Deposited(1));
    }

    @Override
    public Effect<Account.Event, Account.Balance> onRepeated(Account.Balance balance, Do command)
        throws Exception {
      return storesOnRepeat
          ? persist(new Account.Deposited(1))
          : EventSourced.super.onRepeated(balance, command);
    }

    @Override
    public Account.Balance onEvent(Account.Balance balance, Account.Event event) {
      return balance;
    }
  }
}
