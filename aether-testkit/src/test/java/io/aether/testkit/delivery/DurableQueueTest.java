package io.aether.testkit.delivery;

import static io.aether.testkit.delivery.ReliableDeliveryTest.consumer;
import static io.aether.testkit.delivery.ReliableDeliveryTest.stats;
import static io.aether.testkit.delivery.ReliableDeliveryTest.upTo;
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
import io.aether.actor.delivery.DeliveryException;
import io.aether.actor.delivery.DurableQueue;
import io.aether.actor.delivery.InMemoryDurableQueue;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.Command;
import io.aether.actor.delivery.ProducerController.Settings;
import io.aether.actor.delivery.ProducerController.Stats;
import io.aether.actor.delivery.QueueTakenOverException;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import io.aether.testkit.delivery.UnreliableQueue.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Longer than most because each way in which a store or a controller can fail is a test of its
/// own.
class DurableQueueTest {

  private static final int SEEDS = Rounds.of(50, 2_000);

  /// For operations that take long.
  private static final int FEWER_SEEDS = Rounds.of(15, 1_000);

  private static final Duration PATIENCE = Duration.ofHours(1);

  private static Behavior<Command<Integer>> pointToPoint(DurableQueue<Integer> queue) {
    return ProducerController.pointToPoint(settings -> settings.withDurableQueue(queue));
  }

  private static <M> Behavior<M> restarted(Behavior<M> behavior) {
    return Behaviors.supervise(SupervisorStrategy.restart(), behavior);
  }

  @Test
  void aControllerWithTheSameQueueSendsUnconfirmedMessagesAgainWithTheirNumbers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("again");
          var queue = new InMemoryDurableQueue<Integer>();
          ActorRef<Command<Integer>> former = system.spawn(pointToPoint(queue));
          var probe = sim.<Delivery<Integer>>probe(system);
          deliverTo(probe, system, former);
          for (int n : upTo(4)) {
            new Producer<>(former).send(10 * n, PATIENCE);
          }
          probe.receiveMessage().confirm();
          assertThat(probe.receiveMessage().number()).isEqualTo(2);
          sim.awaitIdle();
          system.stop(former);
          sim.awaitIdle();

          ActorRef<Command<Integer>> next = system.spawn(pointToPoint(queue));
          deliverTo(probe, system, next);
          assertThat(new Producer<>(next).send(50, PATIENCE)).isEqualTo(5);
          for (int n = 2; n <= 5; n++) {
            Delivery<Integer> delivery = probe.receiveMessage();
            assertThat(delivery.number()).isEqualTo(n);
            assertThat(delivery.message()).isEqualTo(10 * n);
            delivery.confirm();
          }
          sim.awaitIdle();
          assertThat(stats(next)).isEqualTo(new Stats(1, 5, 5, 0, 0));
          assertThat(queue.open().load()).isEqualTo(new DurableQueue.State<Integer>(5, List.of()));
        });
  }

  private static void deliverTo(
      TestProbe<Delivery<Integer>> probe,
      ActorSystem system,
      ActorRef<Command<Integer>> controller) {
    system
        .spawn(ConsumerController.create(controller))
        .tell(new ConsumerController.Start<>(probe.ref()));
  }

  /// The central test: links lose messages, stores fail in all ways, the producer's side crashes
  /// again and again.
  @Test
  void aConsumerGetsEachMessageOnceAndInOrderAlthoughTheProducersSideCrashes() {
    Simulation.explore(
        0,
        FEWER_SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          ActorSystem system = sim.system("crashes");
          var queue = new UnreliableQueue<Integer>(sim, UnreliableQueue.mixed(sim));
          ActorRef<Command<Integer>> controller = system.spawn(restarted(pointToPoint(queue)));
          var handled = new ArrayList<Integer>();
          system.spawn(consumer(controller, handled));
          crashNowAndThen(sim, controller);

          List<Integer> sent = sendAll(controller, 20, 0);

          sim.probe(system)
              .awaitAssert(
                  () -> assertThat(stats(controller).confirmed()).isEqualTo(sent.size()), PATIENCE);
          assertThat(handled).isEqualTo(sent);
          assertThat(queue.state().unconfirmed()).isEmpty();
        });
  }

  @Test
  void workersHandleEachMessageAlthoughEverybodyCrashes() {
    Simulation.explore(
        0,
        FEWER_SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          ActorSystem system = sim.system("workers");
          var queue = new UnreliableQueue<Integer>(sim, UnreliableQueue.mixed(sim));
          ActorRef<Command<Integer>> controller =
              system.spawn(
                  restarted(
                      ProducerController.workPulling(
                          (Settings<Integer> settings) -> settings.withDurableQueue(queue))));
          var handled = new ArrayList<Integer>();
          var mortal = system.spawn(consumer(controller, handled));
          system.spawn(consumer(controller, handled));
          crashNowAndThen(sim, controller);

          List<Integer> sent = sendAll(controller, 10, 0);
          system.stop(mortal);
          List<Integer> later = sendAll(controller, 10, sent.size());

          sim.probe(system)
              .awaitAssert(
                  () ->
                      assertThat(stats(controller).confirmed())
                          .isEqualTo(sent.size() + later.size()),
                  PATIENCE);
          assertThat(handled).containsAll(sent).containsAll(later);
          assertThat(queue.state().unconfirmed()).isEmpty();
        });
  }

  private static void crashNowAndThen(Simulation sim, ActorRef<?> controller) {
    sim.environment()
        .fork(
            "crashing",
            () -> {
              try {
                for (int n = 0; n < 4; n++) {
                  sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 4_000)));
                  sim.stepper().crash(controller, new IllegalStateException("on purpose"));
                }
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
  }

  /// Sends numbers; each is sent until its sender knows that it is stored.
  ///
  /// @param before the number of the last message that was stored before
  /// @return all messages that may have been stored, in order: one that was refused as possibly
  ///   delivered is followed by another one of the same content
  private static List<Integer> sendAll(
      ActorRef<Command<Integer>> controller, int count, long before) throws InterruptedException {
    long last = before;
    List<Integer> stored = new ArrayList<>();
    for (int n = 1; n <= count; n++) {
      long number = 0;
      while (number == 0) {
        try {
          number = new Producer<>(controller).send(n, Duration.ofMinutes(1));
        } catch (DeliveryException | AskException.TimedOut failed) {
          assertThat(failed.getMessage()).isNotBlank();
        }
      }
      for (; last < number; last++) {
        stored.add(n); // includes attempts whose number the sender does not know
      }
    }
    return stored;
  }

  @Test
  void sendReturnsWhenTheMessageIsStoredAndNotBefore() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("stored");
          var queue = new UnreliableQueue<Integer>(sim, () -> Fate.DONE);
          ActorRef<Command<Integer>> controller = system.spawn(pointToPoint(queue));
          var handled = new ArrayList<Integer>();
          system.spawn(consumer(controller, handled));
          new Producer<>(controller).send(1, PATIENCE);

          assertThat(queue.calls()).startsWith("open", "load", "store");
          queue.setFates(() -> Fate.STUCK);
          assertThatThrownBy(() -> new Producer<>(controller).send(2, Duration.ofSeconds(1)))
              .isInstanceOf(DeliveryException.class)
              .hasMessageContaining("Message 2 was accepted")
              .hasMessageContaining("may be delivered");
          assertThat(handled).containsExactly(1);

          queue.setFates(() -> Fate.DONE);
          sim.probe(system).awaitAssert(() -> assertThat(handled).containsExactly(1, 2), PATIENCE);
        });
  }

  @Test
  void aStoreThatKeepsFailingEndsTheControllerAndTellsThoseWhoWait() {
    for (Fate fate : new Fate[] {Fate.FAILED_BEFORE, Fate.FAILED_AFTER, Fate.STUCK}) {
      Simulation.explore(
          0,
          SEEDS / 5,
          sim -> {
            ActorSystem system = sim.system("failing");
            var queue = new UnreliableQueue<Integer>(sim, () -> Fate.DONE);
            ActorRef<Command<Integer>> controller =
                system.spawn(
                    ProducerController.pointToPoint(settings ->
                        settings
                            .withBuffer(5)
                            .withDurableQueue(queue)
                            .withQueueRetry(
                                new DurableQueue.Retry(
                                    3,
                                    Duration.ofSeconds(1),
                                    Duration.ofMillis(10),
                                    Duration.ofSeconds(1)))));
            new Producer<>(controller).send(1, PATIENCE);
            queue.setFates(() -> fate);

            assertThatThrownBy(() -> new Producer<>(controller).send(2, PATIENCE))
                .isInstanceOf(DeliveryException.class)
                .hasMessageContaining("may be delivered")
                .hasRootCauseMessage(
                    switch (fate) {
                      case FAILED_BEFORE -> "on purpose, before";
                      case FAILED_AFTER -> "on purpose, after";
                      case STUCK, DONE -> "The call took longer than PT1S";
                    });
            sim.probe(system).expectTerminated(controller);
            assertThat(queue.calls().subList(queue.calls().size() - 3, queue.calls().size()))
                .containsOnly("store");
          });
    }
  }

  @Test
  void aConfirmationThatCannotBeStoredEndsTheController() {
    Simulation.explore(
        0,
        SEEDS / 5,
        sim -> {
          ActorSystem system = sim.system("unconfirmed");
          var queue = new UnreliableQueue<Integer>(sim, () -> Fate.DONE);
          ActorRef<Command<Integer>> controller = system.spawn(pointToPoint(queue));
          var handled = new ArrayList<Integer>();
          system.spawn(consumer(controller, handled));
          new Producer<>(controller).sendAndAwait(1, PATIENCE);
          new Producer<>(controller).send(2, PATIENCE);
          queue.setFates(() -> Fate.FAILED_BEFORE);

          sim.probe(system).expectTerminated(controller, PATIENCE);
          assertThat(queue.calls()).last().isEqualTo("confirm");
          assertThat(handled).containsExactly(1, 2);
          assertThat(queue.state().unconfirmed()).containsExactly(new DurableQueue.Entry<>(2, 2));
        });
  }

  @Test
  void aControllerWhoseQueueAnotherOneHasOpenedFailsAtOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("taken");
          var queue = new InMemoryDurableQueue<Integer>();
          Behavior<Command<Integer>> behavior =
              ProducerController.pointToPoint(
                  (Settings<Integer> settings) -> settings.withBuffer(5).withDurableQueue(queue));
          ActorRef<Command<Integer>> former = system.spawn(behavior);
          new Producer<>(former).send(1, PATIENCE);
          ActorRef<Command<Integer>> next = system.spawn(behavior);
          sim.awaitIdle();

          assertThatThrownBy(() -> new Producer<>(former).send(2, PATIENCE))
              .isInstanceOf(DeliveryException.class)
              .hasRootCauseInstanceOf(QueueTakenOverException.class);
          sim.probe(system).expectTerminated(former);
          assertThat(new Producer<>(next).send(3, PATIENCE)).isEqualTo(2);
        });
  }

  @Test
  void aMessageIsRemovedFromTheQueueBeforeTheControllerStopsAfterTheLastOne() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("last");
          var queue = new UnreliableQueue<Integer>(sim, UnreliableQueue.mixed(sim));
          // A call may fail more often in a row than a controller repeats it by default.
          var second = Duration.ofSeconds(1);
          var retry = new DurableQueue.Retry(100, second.multipliedBy(5), second, second);
          ActorRef<Command<Integer>> controller =
              system.spawn(
                  ProducerController.pointToPoint(
                      settings -> settings.withDurableQueue(queue).withQueueRetry(retry)));
          system.spawn(consumer(controller, new ArrayList<>()));
          new Producer<>(controller).sendAndAwait(1, PATIENCE);
          assertThat(queue.state().unconfirmed()).isEmpty();
        });
  }

  @Test
  void aWaitingProducerLearnsThatTheControllerHasRestarted() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("restarted");
          ActorRef<Command<Integer>> controller =
              system.spawn(restarted(ProducerController.<Integer>pointToPoint()));
          sim.environment()
              .fork(
                  "crashing",
                  () -> {
                    try {
                      sim.sleep(Duration.ofSeconds(1));
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                    sim.stepper().crash(controller, new IllegalStateException("on purpose"));
                  });

          assertThatThrownBy(() -> new Producer<>(controller).send(1, PATIENCE))
              .isInstanceOf(DeliveryException.class)
              .hasMessageContaining("was not accepted")
              .hasMessageContaining("restarted");
          assertThat(sim.now()).isEqualTo(Duration.ofSeconds(1));
        });
  }

  @Test
  void storedMessagesAreNoDeadLettersWhenTheControllerStops() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("kept");
          var queue = new InMemoryDurableQueue<Integer>();
          ActorRef<Command<Integer>> controller =
              system.spawn(
                  ProducerController.pointToPoint((Settings<Integer> settings) ->
                      settings.withBuffer(5).withDurableQueue(queue)));
          new Producer<>(controller).send(1, PATIENCE);
          new Producer<>(controller).send(2, PATIENCE);
          system.stop(controller);
          sim.awaitIdle();

          assertThat(system.deadLetters().count(DeadLetter.Reason.STOPPED)).isZero();
          assertThat(queue.open().load().unconfirmed()).hasSize(2);
        });
  }

  @Test
  void onTheRealRuntimeEachMessageComesOnceAndInOrder() throws Exception {
    try (var kit = ActorTestKit.create()) {
      var queue = new InMemoryDurableQueue<Integer>();
      var handled = new ArrayList<Integer>();
      ActorRef<Command<Integer>> controller = kit.spawn(pointToPoint(queue));
      kit.spawn(consumer(controller, handled));
      for (int n : upTo(1_000)) {
        new Producer<>(controller).send(n, Duration.ofSeconds(10));
      }
      new Producer<>(controller).sendAndAwait(1_001, Duration.ofSeconds(10));

      assertThat(handled).isEqualTo(upTo(1_001));
      assertThat(queue.open().load().unconfirmed()).isEmpty();
    }
  }
}
