package io.aether.testkit.delivery;

import static io.aether.testkit.delivery.ReliableDeliveryTest.consumer;
import static io.aether.testkit.delivery.ReliableDeliveryTest.stats;
import static io.aether.testkit.delivery.ReliableDeliveryTest.upTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import io.aether.actor.delivery.Chunking;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.DurableQueue;
import io.aether.actor.delivery.MessageCodec;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.Command;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.actor.delivery.ProducerController.Stats;
import io.aether.actor.intercept.OutgoingInterceptor;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// A bad argument is refused at the call, and neither it nor the failure of another actor ends a
/// controller.
@SuppressWarnings({"NullAway", "DataFlowIssue"}) // nulls on purpose
class BadRequestsTest {

  private static final int SEEDS = Rounds.of(20, 500);
  private static final Duration SOON = Duration.ofSeconds(3);

  @Test
  void nullIsRefusedAtTheCall() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("nulls");
          ActorRef<Command<Integer>> controller = system.spawn(ProducerController.pointToPoint());
          var producer = new Producer<>(controller);
          MessageCodec<Integer> codec = MessageCodec.of(n -> new byte[n], bytes -> bytes.length);
          List<ThrowingCallable> calls =
              List.of(
                  () -> new ProducerController.Start<>(null),
                  () -> new ProducerController.ReportStats<>(null),
                  () -> new RequestNext<>(1, 0, null),
                  () -> ProducerController.pointToPoint(null),
                  () -> ProducerController.workPulling(null),
                  () -> ProducerController.pointToPoint(_ -> null),
                  () -> ProducerController.pointToPoint(it -> it.withDurableQueue(null)),
                  () -> ProducerController.pointToPoint(it -> it.withQueueRetry(null)),
                  () -> ProducerController.pointToPoint(it -> it.withChunking(null)),
                  () -> new ConsumerController.Start<>(null),
                  () -> new Delivery<Integer>(null, 1, null),
                  () -> new Delivery<>(1, 1, null),
                  () -> ConsumerController.create(null),
                  () -> ConsumerController.create(controller, null),
                  () -> ConsumerController.create(controller, _ -> null),
                  () -> ConsumerController.create(controller, it -> it.withRetry(null)),
                  () -> ConsumerController.create(controller, it -> it.withCodec(null)),
                  () -> new Producer<>(null),
                  () -> producer.send(null, SOON),
                  () -> producer.send(1, null),
                  () -> producer.sendAndAwait(null, SOON),
                  () -> producer.sendAndAwait(1, null),
                  () -> controller.tell(null),
                  () -> new Chunking<>(null, 1),
                  () -> MessageCodec.of(null, codec::decode),
                  () -> MessageCodec.of(codec::encode, null),
                  () -> new DurableQueue.Entry<>(1, null),
                  () -> new DurableQueue.State<>(1, null),
                  () -> new DurableQueue.Retry(1, null, SOON, SOON));
          for (int n = 0; n < calls.size(); n++) {
            assertThatNullPointerException().as("call %d", n).isThrownBy(calls.get(n));
          }
          assertThat(stats(controller)).isEqualTo(new Stats(0, 0, 0, 0, 0));
        });
  }

  @Test
  void valuesOutOfRangeAreRefusedAtTheCall() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("ranges");
          ActorRef<Command<Integer>> controller = system.spawn(ProducerController.pointToPoint());
          var producer = new Producer<>(controller);
          MessageCodec<Integer> codec = MessageCodec.of(n -> new byte[n], bytes -> bytes.length);
          List<ThrowingCallable> calls =
              List.of(
                  () -> ProducerController.pointToPoint(-1),
                  () -> ProducerController.workPulling(-1),
                  () -> ProducerController.workPulling(it -> it.withBuffer(-1)),
                  () -> new RequestNext<>(0, 0, system.ignoreRef()),
                  () -> new Stats(0, -1, 0, 0, 0),
                  () -> new ConsumerController.Confirmed<>(0),
                  () -> ConsumerController.create(controller, it -> it.withWindow(0)),
                  () -> ConsumerController.create(controller, it -> it.withRetry(Duration.ZERO)),
                  () -> ConsumerController.create(controller, it -> it.withMaxMessageBytes(0)),
                  () -> producer.send(1, Duration.ZERO),
                  () -> producer.sendAndAwait(1, Duration.ofSeconds(-1)),
                  () -> new Chunking<>(codec, 0),
                  () -> new Chunking<>(codec, 10, 9),
                  () -> new DurableQueue.Entry<>(0, 1),
                  () -> new DurableQueue.State<>(-1, List.of()),
                  () -> new DurableQueue.State<>(1, List.of(new DurableQueue.Entry<>(2, 1))),
                  () -> new DurableQueue.Retry(0, SOON, SOON, SOON),
                  () -> new DurableQueue.Retry(1, Duration.ZERO, SOON, SOON),
                  () -> new DurableQueue.Retry(1, SOON, SOON, Duration.ofMillis(1)));
          for (int n = 0; n < calls.size(); n++) {
            assertThatIllegalArgumentException().as("call %d", n).isThrownBy(calls.get(n));
          }
        });
  }

  /// A direct router is not an actor; the ref of a sharded entity refuses in the same way.
  @Test
  void aConsumerAndAProducerThatCannotBeWatchedAreServed() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("unwatchable");
          TestProbe<Delivery<Integer>> consumer = sim.probe(system);
          TestProbe<RequestNext<Integer>> producer = sim.probe(system);
          ActorRef<Command<Integer>> controller = system.spawn(ProducerController.pointToPoint());
          var consumerController = system.spawn(ConsumerController.create(controller));

          consumerController.tell(new ConsumerController.Start<>(routerTo(consumer.ref())));
          controller.tell(new ProducerController.Start<>(routerTo(producer.ref())));

          producer.receiveMessage().sendTo().tell(7);
          Delivery<Integer> delivery = consumer.receiveMessage();
          assertThat(delivery.message()).isEqualTo(7);
          delivery.confirm();
          sim.awaitIdle();
          assertThat(stats(controller).confirmed()).isEqualTo(1);
        });
  }

  private static <M> ActorRef<M> routerTo(ActorRef<M> routee) {
    return Routers.direct(List.of(routee), Routing.roundRobin());
  }

  /// An interceptor that throws at some of the messages that the controllers send, to each other
  /// and to users.
  @Test
  void anInterceptorThatThrowsEndsNoControllerAndLosesNothing() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          OutgoingInterceptor throwing =
              (_, _, message) -> {
                String name = message.getClass().getSimpleName();
                boolean meddle = List.of("Request", "Sequenced", "Delivery").contains(name);
                if (meddle && sim.random().nextInt(4) == 0) {
                  throw new IllegalStateException("on purpose");
                }
                return Optional.of(message);
              };
          ActorSystem system =
              sim.system(
                  "throwing",
                  config -> config.withHandling(handling -> handling.withOutgoing(throwing)));
          ActorRef<Command<Integer>> controller = system.spawn(ProducerController.pointToPoint());
          var handled = new ArrayList<Integer>();
          system.spawn(consumer(controller, handled));

          for (int n : upTo(10)) {
            new Producer<>(controller).send(n, Duration.ofHours(1));
          }
          controller.tell(new ProducerController.DeliverThenStop<>());

          sim.probe(system).expectTerminated(controller, Duration.ofHours(1));
          assertThat(handled).isEqualTo(upTo(10));
        });
  }

  @Test
  void anAskerOfTheStatsWithoutRoomNeitherEndsNorHoldsUpTheController() {
    for (Overflow overflow :
        new Overflow[] {Overflow.fail(), Overflow.blockSender(Duration.ofHours(1))}) {
      Simulation.explore(
          0,
          SEEDS,
          sim -> {
            ActorSystem system = sim.system("full");
            ActorRef<Stats> full =
                system.spawn(
                    Behaviors.ignore(), Props.defaults().withMailbox(Mailbox.bounded(1, overflow)));
            sim.awaitIdle();
            sim.stepper().suspend(full);
            full.tell(new Stats(0, 0, 0, 0, 0));
            ActorRef<Command<Integer>> controller = system.spawn(ProducerController.pointToPoint());

            controller.tell(new ProducerController.ReportStats<>(full));

            assertThat(stats(controller).accepted()).isZero();
            assertThat(sim.now()).isZero();
          });
    }
  }
}
