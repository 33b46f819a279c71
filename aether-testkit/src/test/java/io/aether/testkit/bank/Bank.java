package io.aether.testkit.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.StoredValue;
import io.aether.testkit.cluster.TestCluster;
import io.aether.testkit.cluster.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// A few accounts on a cluster, tellers that move money between them under all faults, and the
/// conditions that must hold in the end.
final class Bank {

  static final int ACCOUNTS = 6;

  private static final long OPENING = 100;
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int TRIES = 100;

  private record Transfer(String id, int from, int to, long amount) {}

  private final TestCluster cluster;
  private final Persistence persistence;

  /// The transfers that were not refused. Written by any teller.
  private final List<Transfer> done = new CopyOnWriteArrayList<>();

  private final List<CompletableFuture<Void>> tellers = new ArrayList<>();

  Bank(TestCluster cluster, Persistence persistence) {
    this.cluster = cluster;
    this.persistence = persistence;
    cluster.onJoin(this::open);
  }

  private void open(TestNode node) {
    node.host(
        Account.TYPE,
        entity -> EventSourced.behavior(idOf(entity.id()), new Account(OPENING), persistence));
  }

  private static PersistenceId idOf(String account) {
    return PersistenceId.of("account", account);
  }

  // ---- Transfers ----

  /// Lets a teller at `node` make transfers of its own choice.
  void employ(TestNode node, int transfers) {
    var closed = new CompletableFuture<Void>();
    tellers.add(closed);
    node.environment()
        .fork(
            "teller of " + node.name(),
            () -> {
              try {
                for (int n = 0; n < transfers; n++) {
                  transfer(node, choose(node.name() + "-" + n));
                }
                closed.complete(null);
              } catch (Throwable failure) {
                closed.completeExceptionally(failure);
              }
            });
  }

  void awaitTellers() throws InterruptedException {
    for (CompletableFuture<Void> teller : tellers) {
      cluster.environment().await(teller);
      teller.join();
    }
  }

  private Transfer choose(String id) {
    RandomGenerator random = cluster.random();
    int from = random.nextInt(ACCOUNTS);
    int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
    return new Transfer(id, from, to, 1 + random.nextLong(OPENING));
  }

  private void transfer(TestNode node, Transfer it) throws InterruptedException {
    cluster.sleep(Duration.ofMillis(cluster.random().nextInt(40)));
    var reply =
        insist(
            node,
            it.from,
            (ActorRef<Account.Reply> to) -> new Account.Withdraw(it.id, it.amount, to));
    if (reply == Account.Reply.DONE) {
      insist(
          node, it.to, (ActorRef<Account.Reply> to) -> new Account.Deposit(it.id, it.amount, to));
      done.add(it);
    }
  }

  /// Asks until there is an answer.
  private static <R> R insist(
      TestNode node, int account, Function<ActorRef<R>, Account.Command> command)
      throws InterruptedException {
    for (int n = 1; ; n++) {
      try {
        return node.ref(Account.TYPE, "a" + account).ask(command, PATIENCE);
      } catch (AskException.TimedOut e) {
        if (n == TRIES) {
          throw e;
        }
      }
    }
  }

  // ---- In the end ----

  /// No money was created or lost, each transfer was applied once on each side, and the state of
  /// the accounts equals the fold of their events.
  void verify(TestNode node) throws InterruptedException {
    long total = 0;
    List<String> withdrawn = new ArrayList<>();
    List<String> deposited = new ArrayList<>();
    for (int n = 0; n < ACCOUNTS; n++) {
      var account = new Account(OPENING);
      Account.State folded = account.initialState();
      for (Account.Event event : events("a" + n)) {
        folded = account.onEvent(folded, event);
        switch (event) {
          case Account.Withdrawn it -> withdrawn.add(it.transfer());
          case Account.Deposited it -> deposited.add(it.transfer());
        }
      }
      Account.State told = insist(node, n, Account.Read::new);
      assertThat(told).as("account %d", n).isEqualTo(folded);
      assertThat(told.balance()).as("account %d", n).isNotNegative();
      total += told.balance();
    }
    assertThat(total).isEqualTo(ACCOUNTS * OPENING);
    List<String> ids = done.stream().map(Transfer::id).toList();
    assertThat(withdrawn).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(deposited).containsExactlyInAnyOrderElementsOf(ids);
  }

  private List<Account.Event> events(String account) {
    List<Account.Event> events = new ArrayList<>();
    persistence
        .journal()
        .open(idOf(account))
        .replay(0, (Commit commit) -> commit.events().forEach(it -> events.add(event(it))));
    return events;
  }

  private Account.Event event(StoredValue stored) {
    return (Account.Event) persistence.types().decode(stored);
  }
}
