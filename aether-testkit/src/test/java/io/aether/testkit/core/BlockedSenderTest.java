package io.aether.testkit.core;

import static io.aether.actor.SupervisorStrategy.restart;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Senders that wait for room in the mailbox of an actor that stops or restarts.
class BlockedSenderTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Props ROOM_FOR_ONE =
      Props.defaults().withMailbox(Mailbox.bounded(1, Overflow.blockSender(HOUR)));

  /// Has a child that sends it `count` messages after "begin"; at "end" it stops or fails.
  private static Behavior<String> flooded(int count, TestProbe<String> probe) {
    return Behaviors.setup(context -> {
      probe.ref().tell("started");
      ActorRef<String> parent = context.self();
      Behavior<String> sending =
          Behaviors.receiveMessage(_ -> {
            for (int n = 0; n < count; n++) {
              parent.tell("from the child");
            }
            return Behaviors.same();
          });
      ActorRef<String> child = context.spawn(sending);
      return Behaviors.receiveMessage(message -> {
        switch (message) {
          case "begin" -> child.tell("begin");
          case "fail" -> throw new IllegalStateException("made to fail");
          default -> {}
        }
        return message.equals("stop") ? Behaviors.stopped() : Behaviors.same();
      });
    });
  }

  @Test
  void aParentThatStopsDoesNotWaitForRoomInItsOwnMailbox() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stop");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> parent = system.spawn(flooded(5, probe), ROOM_FOR_ONE);

          parent.tell("begin");
          parent.tell("stop");

          probe.expectMessage("started");
          probe.expectTerminated(parent);
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void aParentThatRestartsDoesNotWaitForRoomInItsOwnMailbox() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("restart");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> parent =
              system.spawn(Behaviors.supervise(restart(), flooded(5, probe)), ROOM_FOR_ONE);

          parent.tell("begin");
          parent.tell("fail");

          probe.expectMessage("started");
          probe.expectMessage("started");
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void nobodyWaitsForRoomWhereAnActorThatStopsWaitsForItsChildren() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("outsider");
          Behavior<String> slow =
              Behaviors.receiveMessage(_ -> {
                sim.sleep(Duration.ofMinutes(10));
                return Behaviors.same();
              });
          Behavior<String> parent =
              Behaviors.setup(context -> {
                context.spawn(slow).tell("begin");
                return Behaviors.receiveMessage(_ -> Behaviors.stopped());
              });
          ActorRef<String> target = system.spawn(parent, ROOM_FOR_ONE);
          sim.awaitIdle(); // the child is busy now

          for (int n = 0; n < 5; n++) {
            target.tell("message " + n);
          }
          assertThat(sim.now()).isZero();

          sim.advance(HOUR);
          assertThat(system.deadLetters().count()).isEqualTo(4);
        });
  }

  @Test
  void aBlockedSenderGoesOnWhenItsTargetStops() throws Exception {
    try (var kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      for (int round = 0; round < 200; round++) {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Behavior<String> waiting =
            Behaviors.receiveMessage(_ -> {
              busy.countDown();
              goOn.await();
              return Behaviors.same();
            });
        ActorRef<String> target = kit.system().spawn(waiting, ROOM_FOR_ONE);
        target.tell("first");
        busy.await();
        Thread sender =
            Thread.ofPlatform()
                .start(() -> {
                  target.tell("second");
                  target.tell("third");
                  target.tell("fourth");
                });
        kit.system().stop(target);
        goOn.countDown();

        assertThat(sender.join(Duration.ofSeconds(20))).as("round %d", round).isTrue();
      }
    }
  }
}
