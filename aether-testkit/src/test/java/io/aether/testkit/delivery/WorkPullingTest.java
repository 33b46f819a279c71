package io.aether.testkit.delivery;

import static io.aether.testkit.delivery.ReliableDeliveryTest.consumer;
import static io.aether.testkit.delivery.ReliableDeliveryTest.stats;
import static io.aether.testkit.delivery.ReliableDeliveryTest.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.Command;
import io.aether.actor.delivery.ProducerController.Stats;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkPullingTest {

  private static final int SEEDS = Rounds.of(50, 2_000);
  private static final Duration PATIENCE = Duration.ofHours(1);

  @Test
  void eachMessageIsHandledOnceByOneOfTheWorkersOverALossyLink() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          var system = sim.system("workers");
          var controller = system.spawn(ProducerController.<Integer>workPulling());
          List<List<Integer>> handled = new ArrayList<>();
          for (int n = 0; n < 3; n++) {
            handled.add(new ArrayList<>());
            system.spawn(consumer(controller, handled.get(n)));
          }

          for (int n : upTo(40)) {
            new Producer<>(controller).send(n, PATIENCE);
          }
          controller.tell(new ProducerController.DeliverThenStop<>());

          sim.probe(system).expectTerminated(controller, PATIENCE);
          assertThat(handled).allSatisfy(each -> assertThat(each).isSorted());
          assertThat(handled.stream().flatMap(List::stream).toList())
              .containsExactlyInAnyOrderElementsOf(upTo(40));
        });
  }

  @Test
  void onTheRealRuntimeWorkersShareTheWork() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      List<Integer> handled = Collections.synchronizedList(new ArrayList<>());
      var controller = kit.spawn(ProducerController.<Integer>workPulling());
      for (int n = 0; n < 3; n++) {
        kit.spawn(consumer(controller, handled));
      }
      for (int n : upTo(2_000)) {
        new Producer<>(controller).send(n, Duration.ofSeconds(10));
      }
      TestProbe<Object> probe = kit.createTestProbe();
      controller.tell(new ProducerController.DeliverThenStop<>());
      probe.expectTerminated(controller);

      assertThat(handled).containsExactlyInAnyOrderElementsOf(upTo(2_000));
    }
  }

  @Test
  void messagesThatDyingWorkersLeaveUnconfirmedAreHandledByOthers() {
    Simulation.explore(0, SEEDS, WorkPullingTest::handOverFromDyingWorkers);
  }

  /// A request that arrived after the worker's end was noticed confirmed messages that had been
  /// sent to no worker.
  @Test
  void aLateRequestOfADeadWorkerConfirmsNothing() {
    Simulation.run(1474, WorkPullingTest::handOverFromDyingWorkers);
  }

  private static void handOverFromDyingWorkers(Simulation sim) throws InterruptedException {
    sim.stepper().intercept(new LossyLink(sim));
    var system = sim.system("mortal");
    var controller = system.spawn(ProducerController.<Integer>workPulling());
    var handled = new ArrayList<Integer>();
    sim.environment()
        .fork("life and death", () -> replaceWorkers(sim, system, controller, handled));

    for (int n : upTo(40)) {
      new Producer<>(controller).send(n, PATIENCE);
    }
    controller.tell(new ProducerController.DeliverThenStop<>());

    sim.probe(system).expectTerminated(controller, PATIENCE);
    assertThat(handled.stream().distinct().sorted().toList()).isEqualTo(upTo(40));
  }

  private static void replaceWorkers(
      Simulation sim, ActorSystem system, ActorRef<Command<Integer>> controller, List<Integer> to) {
    try {
      for (int n = 0; n < 5; n++) {
        var first = system.spawn(consumer(controller, to));
        var second = system.spawn(consumer(controller, to));
        sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 3_000)));
        system.stop(first);
        system.stop(second);
      }
      system.spawn(consumer(controller, to));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aWorkerThatDoesNotConfirmKeepsOnlyItsWindowFromTheOthers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stuck");
          var controller = system.spawn(ProducerController.<Integer>workPulling());
          TestProbe<Delivery<Integer>> stuck = sim.probe(system);
          var stuckController =
              system.spawn(
                  ConsumerController.create(controller, settings -> settings.withWindow(2)));
          stuckController.tell(new ConsumerController.Start<>(stuck.ref()));
          var handled = new ArrayList<Integer>();
          system.spawn(consumer(controller, handled));

          for (int n : upTo(30)) {
            new Producer<>(controller).send(n, PATIENCE);
          }
          sim.awaitIdle();
          int kept = 30 - handled.size();
          assertThat(kept).isBetween(0, 2);
          assertThat(stats(controller)).isEqualTo(new Stats(2, 30, 30 - kept, 0, kept));

          system.stop(stuckController);
          sim.awaitIdle();
          assertThat(handled).containsExactlyInAnyOrderElementsOf(upTo(30));
          assertThat(stats(controller)).isEqualTo(new Stats(1, 30, 30, 0, 0));
        });
  }
}
