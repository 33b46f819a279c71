package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.pattern.SpawnProtocol;
import io.aether.actor.pattern.SpawnProtocol.Spawn;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpawnProtocolTest {

  private static final int SEEDS = Rounds.of(50, 1_000);

  /// Stops at the first message.
  private static Behavior<String> mortal() {
    return Behaviors.receiveMessage(_ -> Behaviors.stopped());
  }

  @Test
  void aTakenNameGetsTheNextFreeNumber() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("names");
          TestProbe<ActorRef<String>> probe = sim.probe(system);
          ActorRef<SpawnProtocol.Command> spawner = system.spawn(SpawnProtocol.create(), "jobs");
          for (int n = 0; n < 3; n++) {
            spawner.tell(new Spawn<>(mortal(), "job", probe.ref()));
          }

          assertThat(probe.receiveMessage().path().value()).isEqualTo("/user/jobs/job");
          ActorRef<String> second = probe.receiveMessage();
          assertThat(second.path().value()).isEqualTo("/user/jobs/job-1");
          assertThat(probe.receiveMessage().path().value()).isEqualTo("/user/jobs/job-2");

          second.tell("end");
          probe.expectTerminated(second);
          sim.awaitIdle();
          spawner.tell(new Spawn<>(mortal(), "job", probe.ref()));
          assertThat(probe.receiveMessage().path()).isEqualTo(second.path());
        });
  }

  @Test
  void aChildWithoutANameGetsOneAndStandsUnderTheSpawner() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("nameless");
          TestProbe<ActorRef<String>> probe = sim.probe(system);
          ActorRef<SpawnProtocol.Command> spawner = system.spawn(SpawnProtocol.create(), "jobs");
          spawner.tell(new Spawn<>(mortal(), probe.ref()));
          spawner.tell(new Spawn<>(mortal(), probe.ref()));

          assertThat(probe.receiveMessages(2))
              .doesNotHaveDuplicates()
              .allMatch(child -> child.path().value().startsWith("/user/jobs/"));
        });
  }

  @Test
  void aNameThatNoActorCanHaveIsRefusedAtTheCaller() {
    Simulation.run(
        1,
        sim -> {
          TestProbe<ActorRef<String>> probe = sim.probe(sim.system("refused"));

          assertThatThrownBy(() -> new Spawn<>(mortal(), "a/b", probe.ref()))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("'a/b'");
        });
  }

  @Test
  void anAskFromOutsideReturnsTheChild() throws InterruptedException {
    try (ActorTestKit kit = ActorTestKit.create()) {
      // @start region="spawn-protocol"
      ActorRef<SpawnProtocol.Command> jobs = kit.spawn(SpawnProtocol.create(), "jobs");
      ActorRef<String> job =
          jobs.ask(replyTo -> new Spawn<>(mortal(), "import", replyTo), Duration.ofSeconds(3));
      // @end

      assertThat(job.path().value()).isEqualTo("/user/jobs/import");
      job.tell("end");
      kit.createTestProbe().expectTerminated(job);
    }
  }
}
