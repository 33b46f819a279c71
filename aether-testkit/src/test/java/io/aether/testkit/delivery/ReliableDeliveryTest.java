package io.aether.testkit.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.actor.delivery.ProducerController.Stats;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Longer than most because each loss, end and restart of either side is a test of its own.
class ReliableDeliveryTest {

  private static final int SEEDS = Rounds.of(50, 2_000);
  private static final int WINDOW = 5;
  private static final Duration PATIENCE = Duration.ofHours(1);

  /// A consumer with its controller; it confirms each message after recording it.
  static <M> Behavior<Delivery<M>> consumer(
      ActorRef<ProducerController.Command<M>> producer, List<M> handled) {
    return Behaviors.setup(context -> {
      context
          .spawn(ConsumerController.create(producer, settings -> settings.withWindow(WINDOW)))
          .tell(new ConsumerController.Start<>(context.self()));
      return Behaviors.receiveMessage(delivery -> {
        handled.add(delivery.message());
        delivery.confirm();
        return Behaviors.same();
      });
    });
  }

  static List<Integer> upTo(int count) {
    return IntStream.rangeClosed(1, count).boxed().toList();
  }

  static Stats stats(ActorRef<? extends ProducerController.Command<Integer>> producer)
      throws InterruptedException {
    @SuppressWarnings("unchecked")
    var controller = (ActorRef<ProducerController.Command<Integer>>) producer;
    return controller.<Stats>ask(ProducerController.ReportStats::new, PATIENCE);
  }

  @Test
  void overALossyLinkEachMessageComesOnceAndInOrderAndNeverMoreThanTheWindowIsUnconfirmed() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var link = new LossyLink(sim);
          sim.stepper().intercept(link);
          var system = sim.system("lossy");
          var handled = new ArrayList<Integer>();
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          system.spawn(consumer(controller, handled));

          for (int n : upTo(40)) {
            new Producer<>(controller).send(n, PATIENCE);
            assertThat(n - handled.size()).isLessThanOrEqualTo(WINDOW);
          }
          controller.tell(new ProducerController.DeliverThenStop<>());

          sim.probe(system).expectTerminated(controller, PATIENCE);
          assertThat(handled).isEqualTo(upTo(40));
          assertThat(link.meddled()).isGreaterThan(40);
        });
  }

  @Test
  void onTheRealRuntimeEachMessageComesOnceAndInOrder() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      var handled = new ArrayList<Integer>();
      var controller = kit.spawn(ProducerController.<Integer>pointToPoint());
      kit.spawn(consumer(controller, handled));
      var producer = new Producer<>(controller);
      for (int n : upTo(2_000)) {
        producer.send(n, Duration.ofSeconds(10));
      }
      assertThat(producer.sendAndAwait(2_001, Duration.ofSeconds(10))).isEqualTo(2_001);

      assertThat(handled).isEqualTo(upTo(2_001));
    }
  }

  @Test
  void aMessageThatTimesOutForWantOfDemandIsNeverDelivered() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("withdrawn");
          var handled = new ArrayList<Integer>();
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var producer = new Producer<>(controller);

          assertThatThrownBy(() -> producer.send(1, Duration.ofSeconds(1)))
              .isInstanceOf(AskException.TimedOut.class);
          system.spawn(consumer(controller, handled));
          producer.sendAndAwait(2, PATIENCE);

          assertThat(handled).containsExactly(2);
        });
  }

  @Test
  void messagesWithdrawnForWantOfDemandAreNotKept() throws InterruptedException {
    try (var system = ActorSystem.create("withdrawn")) {
      var producer = new Producer<>(system.spawn(ProducerController.<Object>pointToPoint()));
      List<WeakReference<Object>> sent = new ArrayList<>();
      for (int n = 0; n < 200; n++) {
        var message = new Object();
        sent.add(new WeakReference<>(message));
        assertThatThrownBy(() -> producer.send(message, Duration.ofMillis(1)))
            .isInstanceOf(AskException.TimedOut.class);
      }

      System.gc();
      assertThat(sent).filteredOn(it -> it.get() != null).hasSizeLessThan(3);
    }
  }

  @Test
  void aProducerThatWaitsForDemandLearnsThatTheControllerHasStopped() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("ended");
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          sim.environment().fork("stopping", () -> system.stop(controller));

          assertThatThrownBy(() -> new Producer<>(controller).send(1, PATIENCE))
              .isInstanceOf(AskException.TargetStopped.class);
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void aBufferTakesMessagesThatNobodyHasAskedForYetUpToItsSize() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("buffer");
          var handled = new ArrayList<Integer>();
          var controller = system.spawn(ProducerController.<Integer>pointToPoint(2));
          var producer = new Producer<>(controller);

          producer.send(1, Duration.ofSeconds(1));
          producer.send(2, Duration.ofSeconds(1));
          assertThatThrownBy(() -> producer.send(3, Duration.ofSeconds(1)))
              .isInstanceOf(AskException.TimedOut.class);

          assertThat(stats(controller)).isEqualTo(new Stats(0, 2, 0, 2, 0));
          system.spawn(consumer(controller, handled));
          producer.sendAndAwait(3, PATIENCE);
          assertThat(handled).containsExactly(1, 2, 3);
        });
  }

  @Test
  void aConsumerThatRestartsGetsAgainWhatItHasNotConfirmedAndNothingElse() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          var system = sim.system("restart");
          var seen = new ArrayList<Integer>();
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var consumerController = system.spawn(ConsumerController.create(controller));
          system.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart(),
                  Behaviors.<Delivery<Integer>>setup(context -> {
                    consumerController.tell(new ConsumerController.Start<>(context.self()));
                    return Behaviors.receiveMessage(delivery -> {
                      int number = delivery.message();
                      seen.add(number);
                      if (number % 3 == 0 && seen.indexOf(number) == seen.size() - 1) {
                        throw new IllegalStateException("on purpose");
                      }
                      delivery.confirm();
                      return Behaviors.same();
                    });
                  })));

          for (int n : upTo(9)) {
            new Producer<>(controller).sendAndAwait(n, PATIENCE);
          }

          assertThat(seen).containsExactly(1, 2, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9);
        });
  }

  @Test
  void messagesUnconfirmedWhenAConsumerStoppedGoToTheNextOneInOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          var system = sim.system("takeover");
          var handled = new ArrayList<Integer>();
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          sim.environment()
              .fork(
                  "consumers",
                  () -> {
                    try {
                      for (int n = 0; n < 5; n++) {
                        var consumer = system.spawn(consumer(controller, handled));
                        sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 4_000)));
                        system.stop(consumer);
                      }
                      system.spawn(consumer(controller, handled));
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  });

          for (int n : upTo(30)) {
            new Producer<>(controller).send(n, PATIENCE);
          }
          new Producer<>(controller).sendAndAwait(31, PATIENCE);

          // Each next one is new, or one of the last few that the previous consumer had handled.
          int last = 0;
          for (int number : handled) {
            assertThat(number).isBetween(last - WINDOW, last + 1);
            last = number;
          }
          assertThat(handled.stream().distinct().sorted().toList()).isEqualTo(upTo(31));
        });
  }

  @Test
  void aSecondConsumerStandsByUntilTheFirstOneStops() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("standby");
          var first = new ArrayList<Integer>();
          var second = new ArrayList<Integer>();
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var producer = new Producer<>(controller);
          var consumer = system.spawn(consumer(controller, first));
          producer.sendAndAwait(1, PATIENCE);
          system.spawn(consumer(controller, second));
          sim.awaitIdle();
          producer.sendAndAwait(2, PATIENCE);

          assertThat(stats(controller).consumers()).isEqualTo(2);
          system.stop(consumer);
          sim.awaitIdle();
          producer.sendAndAwait(3, PATIENCE);

          assertThat(first).containsExactly(1, 2);
          assertThat(second).containsExactly(3);
        });
  }

  @Test
  void restartedControllersGoOnTogether() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          var system = sim.system("controllers");
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          var controller =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), ProducerController.<Integer>pointToPoint()));
          var consumerController =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), ConsumerController.create(controller)));
          var producer = new Producer<>(controller);
          var start = new ConsumerController.Start<>(consumer.ref());
          consumerController.tell(start);
          producer.send(1, PATIENCE);
          confirmUpTo(1, consumer);
          producer.send(2, PATIENCE);
          sim.stepper().crash(consumerController, new IllegalStateException("on purpose"));
          consumerController.tell(start);
          confirmUpTo(2, consumer);

          // Messages in the controller end with it; messages sent afterwards arrive.
          sim.stepper().crash(controller, new IllegalStateException("on purpose"));
          sim.awaitIdle();
          producer.send(3, PATIENCE);
          confirmUpTo(3, consumer);
          producer.send(4, PATIENCE);
          confirmUpTo(4, consumer);
        });
  }

  /// Confirms each delivery, even a repeated one, up to the message of this number.
  private static void confirmUpTo(int number, TestProbe<Delivery<Integer>> consumer) {
    Delivery<Integer> delivery;
    do {
      delivery = consumer.receiveMessage(PATIENCE);
      assertThat(delivery.message()).isBetween(1, number);
      delivery.confirm();
    } while (delivery.message() != number);
  }

  @Test
  void aConsumerControllerDeliversWhatHasArrivedAndThenStops() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("leaving");
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var consumerController = system.spawn(ConsumerController.create(controller));
          for (int n : upTo(3)) {
            new Producer<>(controller).send(n, PATIENCE);
          }
          sim.awaitIdle();
          consumerController.tell(new ConsumerController.DeliverThenStop<>());
          consumerController.tell(new ConsumerController.Start<>(consumer.ref()));

          for (int n : upTo(3)) {
            var delivery = consumer.receiveMessage();
            assertThat(delivery.message()).isEqualTo(n);
            delivery.confirm();
          }
          consumer.expectTerminated(consumerController);
          sim.awaitIdle();
          assertThat(stats(controller)).isEqualTo(new Stats(0, 3, 3, 0, 0));
        });
  }

  @Test
  void aConsumerControllerThatRestartsOnItsWayOutTakesPartAgain() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          var system = sim.system("back");
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var consumerController =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), ConsumerController.create(controller)));
          new Producer<>(controller).send(1, PATIENCE);
          sim.sleep(Duration.ofSeconds(30));
          consumerController.tell(new ConsumerController.DeliverThenStop<>());
          sim.sleep(Duration.ofSeconds(30));
          sim.stepper().crash(consumerController, new IllegalStateException("on purpose"));
          consumerController.tell(new ConsumerController.Start<>(consumer.ref()));

          new Producer<>(controller).send(2, PATIENCE);

          confirmUpTo(2, consumer);
        });
  }

  @Test
  void arrivedMessagesAreDeliveredAlthoughTheProducersSideHasStopped() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("alone");
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var consumerController = system.spawn(ConsumerController.create(controller));
          new Producer<>(controller).send(1, PATIENCE);
          new Producer<>(controller).send(2, PATIENCE);
          new Producer<>(controller).send(3, PATIENCE);
          sim.awaitIdle();
          system.stop(controller);
          sim.awaitIdle();

          consumerController.tell(new ConsumerController.Start<>(consumer.ref()));
          consumer.receiveMessage().confirm();
          assertThat(consumer.receiveMessage().message()).isEqualTo(2);
          consumer.expectNoMessage();
          system.stop(consumerController);
          consumer.expectTerminated(consumerController);

          // The third message, which is never delivered.
          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isEqualTo(1);
        });
  }

  /// Sends one number for each request, without keeping it.
  private static Behavior<RequestNext<Integer>> counting(
      ActorRef<ProducerController.Command<Integer>> controller, int limit) {
    return Behaviors.supervise(
        SupervisorStrategy.restart(),
        Behaviors.<RequestNext<Integer>>setup(context -> {
          controller.tell(new ProducerController.Start<>(context.self()));
          return Behaviors.receiveMessage(request -> {
            int number = Math.toIntExact(request.number());
            if (number <= limit) {
              request.sendTo().tell(number);
            }
            return Behaviors.same();
          });
        }));
  }

  @Test
  void anActorThatProducesIsAskedForEachMessageAlsoAfterARestart() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          var system = sim.system("actor");
          var handled = new ArrayList<Integer>();
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var producer = system.spawn(counting(controller, 20));
          system.spawn(consumer(controller, handled));
          for (int n = 0; n < 3; n++) {
            sim.sleep(Duration.ofSeconds(1));
            sim.stepper().crash(producer, new IllegalStateException("on purpose"));
          }

          sim.probe(system)
              .awaitAssert(() -> assertThat(handled).hasSizeGreaterThanOrEqualTo(20), PATIENCE);
          assertThat(handled).isEqualTo(upTo(20));
        });
  }

  @Test
  void anActorThatProducesNoMoreLeavesItsPlaceToOthers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("place");
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint());
          var producer =
              system.spawn(
                  Behaviors.<RequestNext<Integer>>receiveMessage(request -> {
                    if (request.number() == 1) {
                      request.sendTo().tell(1);
                      return Behaviors.same();
                    }
                    return Behaviors.stopped();
                  }));
          controller.tell(new ProducerController.Start<>(producer));
          system
              .spawn(ConsumerController.create(controller, settings -> settings.withWindow(1)))
              .tell(new ConsumerController.Start<>(consumer.ref()));
          consumer.receiveMessage().confirm();
          sim.probe(system).expectTerminated(producer);

          new Producer<>(controller).send(2, PATIENCE);

          assertThat(consumer.receiveMessage().message()).isEqualTo(2);
        });
  }

  @Test
  void aMessageThatWasNotRequestedIsADeadLetter() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("surplus");
          TestProbe<RequestNext<Integer>> producer = sim.probe(system);
          var controller = system.spawn(ProducerController.<Integer>pointToPoint(1));
          controller.tell(new ProducerController.Start<>(producer.ref()));
          var request = producer.receiveMessage();
          request.sendTo().tell(1);
          request.sendTo().tell(2);

          sim.awaitIdle();
          producer.expectNoMessage();
          assertThat(stats(controller).accepted()).isEqualTo(1);
          assertThat(system.deadLetters().count(DeadLetter.Reason.OVERFLOW)).isEqualTo(1);
        });
  }
}
