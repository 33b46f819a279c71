package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.cluster.ClusterEvent;
import io.aether.cluster.EntityType;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Entities over a simulated cluster: where they live, how they move, and that a graceful move
/// loses and reorders no message.
class ShardingTest {

  private static final int SEEDS = Rounds.of(20, 200);
  private static final EntityType<Recorder> RECORDER = EntityType.named("recorder");
  private static final MessageTypes MESSAGES =
      MessageTypes.of(
          types -> types.add(100, Recorder.Numbered.class).add(101, Recorder.WhereAreYou.class));

  sealed interface Recorder {
    record Numbered(String sender, int number) implements Recorder {}

    record WhereAreYou(ActorRef<String> replyTo) implements Recorder {}
  }

  /// The messages that all recorders of a run have received, by entity and sender, and where they
  /// ran.
  private static final class Records {
    final Map<String, List<Integer>> numbers = new TreeMap<>();
    final Set<String> nodes = new HashSet<>();

    Behavior<Recorder> recorder(String node, String id) {
      return Behaviors.receiveMessage(message -> {
        switch (message) {
          case Recorder.Numbered(var sender, var number) -> {
            nodes.add(node);
            numbers.computeIfAbsent(id + " from " + sender, _ -> new ArrayList<>()).add(number);
          }
          case Recorder.WhereAreYou(var replyTo) -> replyTo.tell(node);
        }
        return Behaviors.same();
      });
    }
  }

  private static TestCluster cluster(Simulation sim, int minMembers, Records records) {
    var cluster =
        TestCluster.in(sim, MESSAGES, config -> config.withShards(8).withMinMembers(minMembers));
    cluster.onJoin(node -> node.host(RECORDER, it -> records.recorder(node.name(), it.id())));
    return cluster;
  }

  @Test
  void anAskReachesAnEntityWhereverItLives() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var cluster = cluster(sim, 3, new Records());
          var n1 = cluster.start(3).getFirst();

          Set<String> owners = new HashSet<>();
          for (int n = 0; n < 24; n++) {
            ActorRef<Recorder> entity = n1.ref(RECORDER, "e" + n);
            owners.add(entity.ask(Recorder.WhereAreYou::new, Duration.ofSeconds(10)));
          }

          assertThat(owners).containsExactlyInAnyOrder("n1", "n2", "n3");
        });
  }

  @Test
  void messagesArriveOnceAndInOrderWhileNodesJoinAndLeave() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var records = new Records();
          var cluster = cluster(sim, 1, records);
          cluster.slow(Duration.ofMillis(1), Duration.ofMillis(20));
          var senders = cluster.start(2);
          int count = 300;
          senders.forEach(sender -> send(sim, sender, count));

          TestNode n3 = cluster.join("n3");
          cluster.join("n4");
          sim.sleep(Duration.ofSeconds(1));
          cluster.leave(n3);
          TestProbe<Object> probe = sim.probe(senders.getFirst().system());
          List<Integer> all = java.util.stream.IntStream.range(0, count).boxed().toList();
          probe.awaitAssert(
              () -> {
                assertThat(records.numbers).hasSize(2 * 5);
                assertThat(records.numbers.values())
                    .allSatisfy(numbers -> assertThat(numbers).hasSizeGreaterThanOrEqualTo(count));
              },
              Duration.ofSeconds(60));

          assertThat(records.numbers.values())
              .allSatisfy(numbers -> assertThat(numbers).isEqualTo(all));
          assertThat(records.nodes).hasSizeGreaterThan(2);
        });
  }

  /// Sends numbers to five entities, one number every 10 ms.
  private static void send(Simulation sim, TestNode node, int count) {
    sim.environment()
        .fork(
            "sender on " + node.name(),
            () -> {
              try {
                for (int number = 0; number < count; number++) {
                  for (int entity = 0; entity < 5; entity++) {
                    node.ref(RECORDER, "e" + entity)
                        .tell(new Recorder.Numbered(node.name(), number));
                  }
                  sim.sleep(Duration.ofMillis(10));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Test
  void aCrashedNodesEntitiesStartAgainElsewhere() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var cluster = cluster(sim, 3, new Records());
          var n1 = cluster.start(3).getFirst();
          List<ClusterEvent> events = new ArrayList<>();
          n1.cluster().subscribe(events::add);
          n1.ref(RECORDER, "e0").ask(Recorder.WhereAreYou::new, Duration.ofSeconds(10));

          cluster.crash(cluster.node("n3"));
          sim.sleep(Duration.ofSeconds(5));

          Set<String> owners = new HashSet<>();
          for (int n = 0; n < 24; n++) {
            ActorRef<Recorder> entity = n1.ref(RECORDER, "e" + n);
            owners.add(entity.ask(Recorder.WhereAreYou::new, Duration.ofSeconds(10)));
          }
          assertThat(owners).containsExactlyInAnyOrder("n1", "n2");
          assertThat(events).contains(new ClusterEvent.MemberDown(cluster.node("n3").id()));
          sim.advance(Duration.ofSeconds(1));
        });
  }

  @Test
  void entityRefsAreEqualByTypeAndIdAndCannotBeWatched() {
    Simulation.run(
        1,
        sim -> {
          var n1 = cluster(sim, 1, new Records()).start(1).getFirst();
          ActorRef<Recorder> entity = n1.ref(RECORDER, "e");
          TestProbe<Throwable> probe = sim.probe(n1.system());

          assertThat(entity).isEqualTo(n1.ref(RECORDER, "e"));
          assertThat(entity).isNotEqualTo(n1.ref(RECORDER, "f"));
          n1.system()
              .spawn(
                  Behaviors.<String>setup(context -> {
                    assertThatThrownBy(() -> context.watch(entity))
                        .hasMessageContaining("cannot be watched");
                    probe.ref().tell(new Throwable("refused"));
                    return Behaviors.ignore();
                  }));
          probe.receiveMessage();
        });
  }
}
