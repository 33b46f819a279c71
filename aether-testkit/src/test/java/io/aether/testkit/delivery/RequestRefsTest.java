package io.aether.testkit.delivery;

import static io.aether.testkit.delivery.ReliableDeliveryTest.stats;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.actor.delivery.ProducerController.Start;
import io.aether.actor.intercept.OutgoingInterceptor;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A request that was sent to another node is found by its number as long as it is open, and no
/// longer.
class RequestRefsTest {

  private static final int SEEDS = Rounds.of(50, 2_000);

  /// Sending a ref to another node exports it in this way.
  private static long export(ActorSystem system, RequestNext<Integer> request) {
    return system.spi().export(request.sendTo());
  }

  @Test
  void aRequestThatIsAnsweredIsWithdrawnAndTheNextOneIsNot() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("answered");
          TestProbe<RequestNext<Integer>> producer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint(2));
          controller.tell(new Start<>(producer.ref()));
          RequestNext<Integer> request = producer.receiveMessage();
          long number = export(system, request);
          assertThat(system.spi().exported(number)).contains(request.sendTo());
          request.sendTo().tell(1);
          RequestNext<Integer> next = producer.receiveMessage();

          assertThat(system.spi().exported(number)).isEmpty();
          assertThat(system.spi().exported(export(system, next))).contains(next.sendTo());
          request.sendTo().tell(2); // surplus, from this node
          sim.awaitIdle();
          assertThat(stats(controller).accepted()).isEqualTo(1);
          assertThat(system.deadLetters().count(DeadLetter.Reason.OVERFLOW)).isEqualTo(1);
        });
  }

  @Test
  void aRequestWhoseProducerStopsIsWithdrawn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("stopped");
          TestProbe<RequestNext<Integer>> producer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint(1));
          controller.tell(new Start<>(producer.ref()));
          long number = export(system, producer.receiveMessage());
          system.stop(producer.ref());

          sim.awaitIdle();
          assertThat(system.spi().exported(number)).isEmpty();
        });
  }

  @Test
  void aRequestThatCannotBeSentIsWithdrawn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          List<RequestNext<?>> requests = new ArrayList<>();
          OutgoingInterceptor onlyTheFirst =
              (_, _, message) -> {
                if (message instanceof RequestNext<?> request) {
                  requests.add(request);
                  if (requests.size() > 1) {
                    throw new IllegalStateException("on purpose");
                  }
                }
                return Optional.of(message);
              };
          ActorSystem system =
              sim.system("unsent", it -> it.withHandling(its -> its.withOutgoing(onlyTheFirst)));
          TestProbe<RequestNext<Integer>> former = sim.probe(system);
          TestProbe<RequestNext<Integer>> next = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint(1));
          controller.tell(new Start<>(former.ref()));
          former.receiveMessage();
          controller.tell(new Start<>(next.ref()));
          sim.awaitIdle();

          List<Long> numbers =
              requests.stream().map(it -> system.spi().export(it.sendTo())).toList();
          sim.awaitIdle();
          assertThat(numbers).hasSizeGreaterThan(2);
          assertThat(stats(controller).accepted()).isZero(); // it has not stopped
          assertThat(numbers).noneMatch(it -> system.spi().exported(it).isPresent());
        });
  }

  @Test
  void aRequestOfAControllerThatRestartsOrStopsIsWithdrawn() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("restarted");
          TestProbe<RequestNext<Integer>> producer = sim.probe(system);
          var controller =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), ProducerController.<Integer>pointToPoint(1)));
          controller.tell(new Start<>(producer.ref()));
          long former = export(system, producer.receiveMessage());
          sim.stepper().crash(controller, new IllegalStateException("on purpose"));
          controller.tell(new Start<>(producer.ref()));
          long present = export(system, producer.receiveMessage());

          assertThat(system.spi().exported(former)).isEmpty();
          assertThat(system.spi().exported(present)).isPresent();
          system.stop(controller);
          producer.expectTerminated(controller);
          assertThat(system.spi().exported(present)).isEmpty();
        });
  }
}
