package io.aether.testkit.delivery;

import static io.aether.testkit.delivery.ReliableDeliveryTest.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.DeliveryException;
import io.aether.actor.delivery.DurableQueue;
import io.aether.actor.delivery.InMemoryDurableQueue;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.Command;
import io.aether.actor.delivery.ProducerController.DeliverThenStop;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Messages that reach a producer controller after it was asked to stop.
class ClosingControllerTest {

  private static final int SEEDS = Rounds.of(50, 2_000);
  private static final Duration PATIENCE = Duration.ofHours(1);

  enum Kind {
    POINT_TO_POINT,
    WORK_PULLING,
    DURABLE;

    /// A controller with a buffer of one message.
    Behavior<Command<Integer>> controller() {
      return switch (this) {
        case POINT_TO_POINT -> ProducerController.pointToPoint(1);
        case WORK_PULLING -> ProducerController.workPulling(1);
        case DURABLE -> durable(new InMemoryDurableQueue<>());
      };
    }
  }

  private static Behavior<Command<Integer>> durable(DurableQueue<Integer> queue) {
    return ProducerController.pointToPoint(it -> it.withBuffer(1).withDurableQueue(queue));
  }

  private interface Sending {
    long send() throws InterruptedException;
  }

  private static void assertRefused(ActorRef<?> controller, Sending sending) {
    assertThatThrownBy(sending::send)
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining(controller.path().toString())
        .hasMessageContaining("is closing")
        .hasMessageContaining("was not accepted");
  }

  @ParameterizedTest
  @EnumSource
  void sendersThatWaitOrComeLateAreRefusedAtOnceAndAcceptedMessagesAreDelivered(Kind kind) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("closing");
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          var controller = system.spawn(kind.controller());
          var producer = new Producer<>(controller);
          producer.send(1, PATIENCE); // fills the buffer
          sim.environment().fork("closing", () -> controller.tell(new DeliverThenStop<>()));

          assertRefused(controller, () -> producer.send(2, PATIENCE)); // waits, or comes late
          assertRefused(controller, () -> producer.send(3, PATIENCE));
          assertRefused(controller, () -> producer.sendAndAwait(4, PATIENCE));
          assertThat(sim.now()).isZero();

          system
              .spawn(ConsumerController.create(controller))
              .tell(new ConsumerController.Start<>(consumer.ref()));
          Delivery<Integer> delivery = consumer.receiveMessage(PATIENCE);
          assertThat(delivery.message()).isEqualTo(1);
          delivery.confirm();
          consumer.expectTerminated(controller, PATIENCE);
          consumer.expectNoMessage();
        });
  }

  @Test
  void sendersAreRefusedAtOnceAlthoughTheDurableQueueIsNotOpenYet() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var queue = new UnreliableQueue<Integer>(sim, () -> UnreliableQueue.Fate.STUCK);
          var controller = sim.system("opening").spawn(durable(queue));
          var producer = new Producer<>(controller);
          sim.environment().fork("closing", () -> controller.tell(new DeliverThenStop<>()));

          assertRefused(controller, () -> producer.send(1, PATIENCE));
          assertRefused(controller, () -> producer.sendAndAwait(2, PATIENCE));
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void aSenderWhoseMessageIsAcceptedLearnsOfItsConfirmationAlthoughTheControllerCloses() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("accepted");
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          ActorRef<Delivery<Integer>> consumer =
              system.spawn(
                  Behaviors.receiveMessage(delivery -> {
                    controller.tell(new DeliverThenStop<>());
                    delivery.confirm();
                    return Behaviors.same();
                  }));
          system
              .spawn(ConsumerController.create(controller))
              .tell(new ConsumerController.Start<>(consumer));

          assertThat(new Producer<>(controller).sendAndAwait(1, PATIENCE)).isEqualTo(1);
          sim.probe(system).expectTerminated(controller);
        });
  }

  @Test
  void theRequestedMessageIsAcceptedUntilAllMessagesAreConfirmed() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("requested");
          TestProbe<RequestNext<Integer>> producer = sim.probe(system);
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint(2));
          controller.tell(new ProducerController.Start<>(producer.ref()));
          producer.receiveMessage().sendTo().tell(1);
          RequestNext<Integer> open = producer.receiveMessage();
          controller.tell(new DeliverThenStop<>());
          open.sendTo().tell(2);
          sim.awaitIdle();
          assertThat(stats(controller).accepted()).isEqualTo(2);

          system
              .spawn(ConsumerController.create(controller))
              .tell(new ConsumerController.Start<>(consumer.ref()));
          consumer.receiveMessage(PATIENCE).confirm();
          consumer.receiveMessage(PATIENCE).confirm();
          consumer.expectTerminated(controller, PATIENCE);
          producer.expectNoMessage();
        });
  }

  /// A producer that has nothing more to send does not keep its controller from stopping.
  @Test
  void anOpenRequestDoesNotHoldUpTheStopAndItsMessageIsThenADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("unanswered");
          TestProbe<RequestNext<Integer>> producer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint(1));
          controller.tell(new ProducerController.Start<>(producer.ref()));
          RequestNext<Integer> open = producer.receiveMessage();
          controller.tell(new DeliverThenStop<>());
          producer.expectTerminated(controller);
          open.sendTo().tell(1);

          sim.awaitIdle();
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(1);
        });
  }
}
