package io.aether.testkit.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.persistence.Persistence;
import io.aether.testkit.NatsServer;
import io.aether.testkit.Rounds;
import io.aether.testkit.cluster.TestCluster;
import io.aether.testkit.cluster.TestNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/// Money is neither made nor lost when a node of a sharded bank crashes in the middle of transfers.
class ShardedBankTest {

  private static final int SEEDS = Rounds.of(200, 10_000);
  private static final int SHARDS = 9;
  private static final int TRANSFERS = 6;

  @Test
  void aCrashNeitherMakesNorLosesMoney(TestReporter reporter) throws Exception {
    long start = System.nanoTime();

    var exploration =
        TestCluster.explore(
            0,
            SEEDS,
            Account.MESSAGES,
            config -> config.withShards(SHARDS).withMinMembers(3),
            cluster -> play(cluster, Persistence.inMemory(Account.TYPES)));

    double seconds = (System.nanoTime() - start) / 1e9;
    reporter.publishEntry(
        "rounds",
        String.format(
            Locale.ROOT,
            "%d seeds, %.0f a second, %d steps each",
            exploration.seeds(),
            exploration.seeds() / seconds,
            exploration.steps() / exploration.seeds()));
    assertThat(exploration.interleavings()).isEqualTo(exploration.seeds());
  }

  @Test
  void itHoldsOverNatsToo() throws Exception {
    try (var server = NatsServer.start();
        var cluster =
            TestCluster.overNats(
                server, Account.MESSAGES, config -> config.withShards(SHARDS).withMinMembers(3))) {
      play(cluster, Persistence.inMemory(Account.TYPES));
    }
  }

  @Test
  void aBankThatForgetsCommandsIsFoundOut() {
    assertThatThrownBy(() ->
            TestCluster.explore(
                0,
                1_000,
                Account.MESSAGES,
                config -> config.withShards(SHARDS).withMinMembers(3),
                cluster ->
                    play(
                        cluster,
                        Persistence.inMemory(Account.TYPES)
                            .withSettings(it -> it.withRememberedCommands(0)))))
        .isInstanceOf(AssertionError.class)
        .hasMessageMatching("(?s).*(expected: 600L|account \\d|in any order).*");
  }

  /// The seed decides how slow and lossy the links are, the transfers, which nodes crash, when and
  /// how, and whether a crashed node comes back while its actors still believe that they own
  /// accounts.
  private static void play(TestCluster cluster, Persistence persistence) throws Exception {
    RandomGenerator random = cluster.random();
    cluster.slow(Duration.ZERO, Duration.ofMillis(random.nextInt(1, 20)));
    cluster.lose(random.nextInt(3) * 0.01);
    cluster.duplicate(random.nextInt(3) * 0.01);
    var bank = new Bank(cluster, persistence);
    List<TestNode> survivors = new ArrayList<>(cluster.start(3));
    TestNode victim = survivors.remove(random.nextInt(3));
    survivors.forEach(node -> bank.employ(node, TRANSFERS));
    // Two nodes alone would not allocate any shards: see withMinMembers.
    while (survivors.getFirst().cluster().sharding().owners(Account.TYPE).isEmpty()) {
      cluster.sleep(Duration.ofMillis(10));
    }

    cluster.sleep(Duration.ofMillis(random.nextInt(500)));
    if (random.nextBoolean()) {
      cluster.crash(victim);
    } else {
      cluster.kill(victim);
    }
    if (random.nextBoolean()) {
      cluster.sleep(Duration.ofMillis(random.nextInt(3_000)));
      cluster.heal();
    }
    bank.awaitTellers();

    bank.verify(survivors.getFirst());
  }
}
