package io.aether.persistence;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.persistence.memory.InMemorySnapshotStore;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A system with accounts, its stores, and a record of what happened to them.
final class Bank implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(10);

  final FaultyJournal journal = new FaultyJournal();
  final InMemorySnapshotStore snapshots = new InMemorySnapshotStore();
  final ActorSystem system = ActorSystem.create("bank");
  final BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
  final BlockingQueue<DeadLetter> deadLetters = new LinkedBlockingQueue<>();

  private UnaryOperator<PersistenceSettings> settings = UnaryOperator.identity();

  Bank() {
    system.deadLetters().listen(deadLetters::add);
  }

  Bank with(UnaryOperator<PersistenceSettings> change) {
    settings = change;
    return this;
  }

  Persistence persistence() {
    return Persistence.of(journal, snapshots, Account.TYPES).withSettings(settings);
  }

  ActorRef<Account.Command> account() {
    return system.spawn(behavior());
  }

  ActorRef<Account.Command> account(SupervisorStrategy strategy) {
    return system.spawn(supervised(strategy));
  }

  Behavior<Account.Command> behavior() {
    return EventSourced.behavior(Account.ID, new Account(), persistence());
  }

  Behavior<Account.Command> supervised(SupervisorStrategy strategy) {
    return Behaviors.supervise(
        failure -> {
          failures.add(failure);
          return strategy;
        },
        behavior());
  }

  long ask(
      ActorRef<Account.Command> account,
      Function<ActorRef<Long>, ? extends Account.Command> command)
      throws InterruptedException {
    return account.ask(command, PATIENCE);
  }

  long deposit(ActorRef<Account.Command> account, String id, long amount)
      throws InterruptedException {
    return ask(account, replyTo -> new Account.Deposit(id, amount, replyTo));
  }

  long read(ActorRef<Account.Command> account) throws InterruptedException {
    return ask(account, Account.Read::new);
  }

  /// Asks without waiting for the answer, which may never come.
  CompletableFuture<Long> depositAsync(ActorRef<Account.Command> account, String id, long amount) {
    return account.askAsync(replyTo -> new Account.Deposit(id, amount, replyTo), PATIENCE);
  }

  List<Commit> commits() {
    List<Commit> commits = new ArrayList<>();
    journal.store.open(Account.ID).replay(0, commits::add);
    return commits;
  }

  /// Writes to the account as another owner would.
  void intrude(long version) {
    var event =
        new StoredValue("deposited", 1, "{\"amount\":1000}".getBytes(StandardCharsets.UTF_8));
    journal
        .store
        .open(Account.ID)
        .append(
            new Commit(
                "intruder-" + version,
                version,
                List.of(event),
                null,
                "the other node",
                9,
                Instant.EPOCH));
  }

  Exception failure() throws InterruptedException {
    return failures.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  DeadLetter deadLetter() throws InterruptedException {
    return deadLetters.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    system.close();
  }
}
