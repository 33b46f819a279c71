package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.cluster.NodeId;
import io.aether.cluster.memory.InMemoryNetwork;
import io.aether.cluster.spi.Transport;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The faults of the in-memory network, in virtual time.
class InMemoryNetworkFaultsTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 1);
  private static final NodeId C = new NodeId("c", 1);

  /// Three nodes in a simulation, and the frames that arrived at each.
  private static final class Net {
    final Simulation sim;
    final InMemoryNetwork network;
    final List<String> arrived = new ArrayList<>();
    final Transport a;
    final Transport b;
    final Transport c;

    Net(Simulation sim) {
      this.sim = sim;
      network = InMemoryNetwork.create(sim.environment());
      a = start(A);
      b = start(B);
      c = start(C);
    }

    private Transport start(NodeId id) {
      Transport transport = network.connect();
      transport.start(id, frame -> arrived.add(id.name() + frame[0]));
      return transport;
    }

    /// {@return the frames that have arrived since the last call, when all is quiet}
    List<String> settled() throws InterruptedException {
      sim.awaitIdle();
      var now = List.copyOf(arrived);
      arrived.clear();
      return now;
    }
  }

  private static byte[] frame(int number) {
    return new byte[] {(byte) number};
  }

  @Test
  void aReceiverNeverRunsOnTheSendersStack() {
    Simulation.run(
        1,
        sim -> {
          var net = new Net(sim);
          net.a.send(B, frame(1));

          assertThat(net.arrived).isEmpty();
          assertThat(net.settled()).containsExactly("b1");
        });
  }

  @Test
  void aNodeThatIsCutOffNeitherSendsNorReceivesUntilItIsHealed() {
    Simulation.run(
        1,
        sim -> {
          var net = new Net(sim);
          net.network.cut(B);
          net.a.send(B, frame(1));
          net.b.send(A, frame(2));
          net.a.send(C, frame(3));
          assertThat(net.settled()).containsExactly("c3");
          assertThat(net.network.lostFrames()).isEqualTo(2);

          net.network.heal(B);
          net.a.send(B, frame(4));
          assertThat(net.settled()).containsExactly("b4");
        });
  }

  @Test
  void aPartitionLeavesBothSidesToThemselves() {
    Simulation.run(
        1,
        sim -> {
          var net = new Net(sim);
          net.network.partition(Set.of(A, B));
          net.a.send(B, frame(1));
          net.b.send(C, frame(2));
          net.c.send(A, frame(3));
          assertThat(net.settled()).containsExactly("b1");

          net.network.healAll();
          net.c.send(A, frame(4));
          assertThat(net.settled()).containsExactly("a4");
        });
  }

  @Test
  void aFrameInFlightWhenANodeIsCutOffIsLost() {
    Simulation.run(
        1,
        sim -> {
          var net = new Net(sim);
          net.network.delay(Duration.ofMillis(10), Duration.ofMillis(10));
          net.a.send(B, frame(1));
          net.network.cut(B);
          sim.advance(Duration.ofSeconds(1));

          assertThat(net.settled()).isEmpty();
          assertThat(net.network.lostFrames()).isEqualTo(1);
        });
  }

  @Test
  void delayedFramesTakeTheirTimeAndDoNotOvertakeEachOther() {
    Simulation.explore(
        0,
        50,
        sim -> {
          var net = new Net(sim);
          net.network.delay(Duration.ofMillis(1), Duration.ofMillis(50));
          IntStream.range(0, 100).forEach(i -> net.a.send(B, frame(i)));
          assertThat(net.settled()).isEmpty();

          sim.advance(Duration.ofMillis(51));

          assertThat(net.settled())
              .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(i -> "b" + i).toList());
        });
  }

  @Test
  void aFrameSentAfterTheDelayWasLiftedStillWaitsForThoseBeforeIt() {
    Simulation.explore(
        0,
        50,
        sim -> {
          var net = new Net(sim);
          net.network.delay(Duration.ofMillis(5), Duration.ofMillis(9));
          net.a.send(B, frame(1));
          net.network.delay(Duration.ZERO, Duration.ZERO);
          net.a.send(B, frame(2));
          net.a.send(C, frame(3));
          assertThat(net.settled()).containsExactly("c3");

          sim.advance(Duration.ofMillis(10));
          assertThat(net.settled()).containsExactly("b1", "b2");
        });
  }

  @Test
  void lossAndDuplicationHappenAboutAsOftenAsAskedFor() {
    Simulation.run(
        1,
        sim -> {
          var net = new Net(sim);
          net.network.lose(0.2);
          net.network.duplicate(0.1);
          for (int i = 0; i < 10_000; i++) {
            net.a.send(B, frame(i));
          }

          assertThat(net.network.lostFrames()).isBetween(1_800L, 2_200L);
          assertThat(net.settled()).hasSizeBetween(8_500, 9_100);
        });
  }

  @Test
  void theSameSeedLosesAndDelaysTheSameFrames() {
    var runs = new HashSet<List<String>>();
    for (int seed : new int[] {1, 1, 2}) {
      Simulation.run(
          seed,
          sim -> {
            var net = new Net(sim);
            net.network.lose(0.3);
            net.network.duplicate(0.3);
            net.network.delay(Duration.ZERO, Duration.ofMillis(5));
            for (int i = 0; i < 100; i++) {
              net.a.send(C, frame(i));
              net.b.send(C, frame(-i));
            }
            sim.advance(Duration.ofSeconds(1));
            runs.add(net.settled());
          });
    }

    assertThat(runs).hasSize(2);
  }

  @Test
  void nonsenseIsRefused() {
    Simulation.run(
        1,
        sim -> {
          var net = new Net(sim);
          assertThatThrownBy(() -> net.network.lose(1.1)).hasMessageContaining("1.1");
          assertThatThrownBy(() -> net.network.duplicate(Double.NaN))
              .hasMessageContaining("between 0 and 1");
          assertThatThrownBy(() -> net.network.delay(Duration.ofMillis(2), Duration.ofMillis(1)))
              .hasMessageContaining("min <= max");
        });
  }
}
