package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.cluster.EntityType;
import io.aether.cluster.Member;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.NatsServer;
import io.aether.testkit.Simulation;
import io.aether.testkit.SimulationBody;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestClusterTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final EntityType<WhereAreYou> THING = EntityType.named("thing");
  private static final MessageTypes MESSAGES =
      MessageTypes.of(types -> types.add(100, WhereAreYou.class));

  record WhereAreYou(ActorRef<String> replyTo) {}

  private static Behavior<WhereAreYou> thing(TestNode node) {
    return Behaviors.receiveMessage(message -> {
      message.replyTo().tell(node.name());
      return Behaviors.same();
    });
  }

  /// Entities that say where they live.
  private static TestCluster hosting(TestCluster cluster) {
    cluster.onJoin(node -> node.host(THING, _ -> thing(node)));
    return cluster;
  }

  private static void eachSeed(SimulationBody body) {
    Simulation.explore(0, 10, body);
  }

  private static TestCluster in(Simulation sim) {
    return hosting(TestCluster.in(sim, MESSAGES, config -> config.withShards(6).withMinMembers(3)));
  }

  private static String where(TestNode asker, String id) throws InterruptedException {
    return asker.ref(THING, id).ask(WhereAreYou::new, SECOND.multipliedBy(20));
  }

  private static String entityOn(TestNode node, TestNode asker) throws InterruptedException {
    for (int n = 0; ; n++) {
      if (where(asker, "e" + n).equals(node.name())) {
        return "e" + n;
      }
    }
  }

  @Test
  void startedNodesKnowEachOtherAndShareTheShards() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(3);
      cluster.awaitBalanced(THING);

      assertThat(nodes).extracting(TestNode::name).containsExactly("n1", "n2", "n3");
      var owners = nodes.getFirst().cluster().sharding().owners(THING);
      for (TestNode node : nodes) {
        assertThat(owners).filteredOn(node.id()::equals).hasSize(2);
      }
    });
  }

  @Test
  void aCrashedNodesActorsGoOnUntilItsLeaseIsOver() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(3);
      TestNode victim = nodes.get(2);
      String entity = entityOn(victim, victim);

      cluster.crash(victim);
      assertThat(where(victim, entity)).isEqualTo("n3");
      cluster.awaitMembers(2);
      cluster.awaitBalanced(THING);

      assertThat(where(nodes.getFirst(), entity)).isIn("n1", "n2");
      assertThatThrownBy(() -> victim.ref(THING, entity).ask(WhereAreYou::new, SECOND))
          .isInstanceOf(AskException.TimedOut.class);
    });
  }

  @Test
  void aNodeHealedInTimeStaysAMember() {
    eachSeed(sim -> {
      var cluster = in(sim);
      TestNode n3 = cluster.start(3).get(2);

      cluster.crash(n3);
      cluster.sleep(Duration.ofMillis(300));
      cluster.heal();
      cluster.sleep(SECOND.multipliedBy(5));

      cluster.awaitMembers(3);
    });
  }

  @Test
  void aKilledNodeDoesNothingAnyMore() {
    eachSeed(sim -> {
      var cluster = in(sim);
      TestNode n3 = cluster.start(3).get(2);
      List<String> ticks = new ArrayList<>();
      n3.system().spawn(ticker(ticks));
      cluster.sleep(SECOND);

      cluster.kill(n3);
      sim.awaitIdle();
      int before = ticks.size();
      cluster.awaitMembers(2);

      assertThat(before).isPositive();
      assertThat(ticks).hasSize(before);
    });
  }

  @Test
  void aPausedNodeGoesOnLaterAndNoticesThatItWasGivenUp() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(3);
      TestNode n3 = nodes.get(2);
      List<String> ticks = new ArrayList<>();
      n3.system().spawn(ticker(ticks));
      String entity = entityOn(n3, n3);

      cluster.pause(n3);
      sim.awaitIdle();
      int before = ticks.size();
      cluster.awaitMembers(2);
      cluster.awaitBalanced(THING);
      int meanwhile = ticks.size();
      cluster.resume(n3);
      cluster.sleep(SECOND);

      assertThat(meanwhile).isEqualTo(before);
      assertThat(ticks).hasSizeGreaterThan(meanwhile);
      assertThat(where(nodes.getFirst(), entity)).isIn("n1", "n2");
      assertThatThrownBy(() -> n3.ref(THING, entity).ask(WhereAreYou::new, SECOND))
          .isInstanceOf(AskException.TimedOut.class);
    });
  }

  @Test
  void aWaitOfAPausedNodeEndsWhenItGoesOn() {
    eachSeed(sim -> {
      var cluster = in(sim);
      TestNode n1 = cluster.start(3).getFirst();
      var answered = new ArrayList<Duration>();
      n1.environment()
          .fork(
              "asker",
              () -> {
                try {
                  where(n1, "e");
                  answered.add(sim.now());
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });

      cluster.pause(n1);
      cluster.sleep(SECOND.dividedBy(2));
      Duration resumed = sim.now();
      cluster.resume(n1);
      cluster.sleep(SECOND);

      assertThat(answered)
          .hasSize(1)
          .first()
          .satisfies(at -> assertThat(at).isGreaterThanOrEqualTo(resumed));
    });
  }

  @Test
  void partitionedNodesStayMembersButDoNotHearEachOther() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(3);
      String entity = entityOn(nodes.get(2), nodes.get(2));

      cluster.partition(nodes.get(2));
      assertThatThrownBy(() -> nodes.getFirst().ref(THING, entity).ask(WhereAreYou::new, SECOND))
          .isInstanceOf(AskException.TimedOut.class);
      cluster.awaitMembers(3);
      cluster.heal();

      assertThat(where(nodes.getFirst(), entity)).isEqualTo("n3");
    });
  }

  @Test
  void aSlowLinkDelaysOneDirection() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(3);
      String entity = entityOn(nodes.get(1), nodes.getFirst());
      cluster.slow(nodes.getFirst(), nodes.get(1), SECOND, SECOND.multipliedBy(2));

      Duration before = sim.now();
      where(nodes.getFirst(), entity);
      Duration slow = sim.now().minus(before);
      where(nodes.get(1), entity);

      assertThat(slow).isBetween(SECOND, SECOND.multipliedBy(2));
      assertThat(sim.now().minus(before).minus(slow)).isZero();
    });
  }

  @Test
  void aLeavingNodeHandsItsEntitiesOver() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(3);
      String entity = entityOn(nodes.get(2), nodes.getFirst());

      cluster.leave(nodes.get(2));

      assertThat(where(nodes.getFirst(), entity)).isIn("n1", "n2");
      cluster.awaitMembers(2);
    });
  }

  @Test
  void clocksThatDriftLittleCostNobodyItsMembership() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(3);
      cluster.clockRate(nodes.get(0), 1.1);
      cluster.clockRate(nodes.get(1), 0.92);
      long before = nodes.get(0).environment().scheduler().nanoTime();

      cluster.sleep(SECOND.multipliedBy(20));

      long passed = nodes.get(0).environment().scheduler().nanoTime() - before;
      assertThat(Duration.ofNanos(passed).toMillis()).isBetween(21_999L, 22_001L);
      cluster.awaitMembers(3);
      assertThat(nodes.get(2).cluster().members())
          .extracting(Member::status)
          .containsOnly(Member.Status.UP);
    });
  }

  @Test
  void anAwaitedStateThatDoesNotComeFailsWithWhatTheNodesSee() {
    Simulation.run(
        1,
        sim -> {
          var cluster = in(sim);
          cluster.start(3);

          assertThatThrownBy(() -> cluster.awaitMembers(4))
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining("every node to see exactly 4 members")
              .hasMessageContaining("n2 (JOINED)");
        });
  }

  // @start region="cluster-test"
  @Test
  void anEntityOfACrashedNodeIsFoundElsewhere() throws Exception {
    TestCluster.explore(
        0, 100, MESSAGES, config -> config.withShards(6), TestClusterTest::crashANode);
  }

  private static void crashANode(TestCluster cluster) throws InterruptedException {
    cluster.onJoin(node -> node.host(THING, _ -> thing(node)));
    List<TestNode> nodes = cluster.start(3);
    cluster.awaitBalanced(THING);
    String entity = entityOn(nodes.get(2), nodes.getFirst());

    cluster.crash(nodes.get(2));
    cluster.awaitMembers(2);

    assertThat(where(nodes.getFirst(), entity)).isIn("n1", "n2");
  }

  // @end

  @Test
  void theSameScenarioRunsOverNats() throws Exception {
    try (var server = NatsServer.start();
        var cluster = TestCluster.overNats(server, MESSAGES, config -> config.withShards(6))) {
      crashANode(cluster);
    }
  }

  private static Behavior<String> ticker(List<String> ticks) {
    return Behaviors.setup(context -> {
      context.timers().startWithFixedDelay("tick", "tick", Duration.ofMillis(50));
      return Behaviors.receiveMessage(message -> {
        ticks.add(message);
        return Behaviors.same();
      });
    });
  }
}
