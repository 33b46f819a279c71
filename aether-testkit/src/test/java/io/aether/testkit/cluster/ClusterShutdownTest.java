package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterEvent;
import io.aether.cluster.Member;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.Simulation;
import io.aether.testkit.SimulationBody;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterShutdownTest {

  private static final MessageTypes MESSAGES = MessageTypes.of(types -> types);

  private static void eachSeed(SimulationBody body) {
    Simulation.explore(0, 10, body);
  }

  private static TestCluster in(Simulation sim) {
    return TestCluster.in(sim, MESSAGES, config -> config.withShards(6));
  }

  private static boolean isAlone(TestNode node) {
    List<Member> members = node.cluster().members();
    return members.size() == 1 && members.getFirst().node().equals(node.id());
  }

  @Test
  void aSystemThatEndsLeavesItsClusterFirst() {
    eachSeed(sim -> {
      var cluster = in(sim);
      List<TestNode> nodes = cluster.start(2);
      TestNode leaving = nodes.getFirst();
      TestNode staying = nodes.getLast();
      List<ClusterEvent> events = new ArrayList<>();
      staying.cluster().subscribe(events::add);

      leaving.system().close();
      cluster.await("the other to be alone", () -> isAlone(staying));

      assertThat(events).contains(new ClusterEvent.MemberLeft(leaving.id()));
      assertThat(events).doesNotContain(new ClusterEvent.MemberDown(leaving.id()));
      leaving.cluster().close();
      cluster.close();
    });
  }

  @Test
  void aTaskOfAnEarlierPhaseStillFindsAMember() {
    eachSeed(sim -> {
      var cluster = in(sim);
      TestNode node = cluster.start(1).getFirst();
      List<Boolean> isMember = new ArrayList<>();
      for (String phase :
          List.of(ShutdownPhase.BEFORE_CLUSTER_SHUTDOWN, ShutdownPhase.CLUSTER_SHUTDOWN)) {
        node.system()
            .coordinatedShutdown()
            .addTask(phase, "look", () -> isMember.add(isUp(node.cluster())));
      }

      node.system().close();

      assertThat(isMember).containsExactly(true, false);
      cluster.close();
    });
  }

  @Test
  void aClusterMayBeClosedWhileItsSystemEnds() {
    eachSeed(sim -> {
      var cluster = in(sim);
      TestNode node = cluster.start(2).getFirst();
      var terminated = node.system().terminate();

      node.cluster().close();
      sim.environment().await(terminated);

      assertThat(terminated).isCompleted();
      cluster.close();
    });
  }

  private static boolean isUp(Cluster cluster) {
    return cluster.members().stream().anyMatch(member -> member.status() == Member.Status.UP);
  }
}
