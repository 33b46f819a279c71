package io.aether.testkit.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.delivery.Chunking;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.DeliveryException;
import io.aether.actor.delivery.InMemoryDurableQueue;
import io.aether.actor.delivery.MessageCodec;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.Command;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.actor.delivery.ProducerController.Settings;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkingTest {

  private static final int SEEDS = Rounds.of(50, 2_000);

  /// For operations that take long.
  private static final int FEWER_SEEDS = Rounds.of(15, 1_000);

  private static final Duration PATIENCE = Duration.ofHours(1);
  private static final MessageCodec<String> TEXT =
      MessageCodec.of(
          text -> text.getBytes(StandardCharsets.UTF_8),
          bytes -> new String(bytes, StandardCharsets.UTF_8));
  private static final UnaryOperator<Settings<String>> CHUNKS_OF_4 =
      settings -> settings.withChunking(new Chunking<>(TEXT, 4, 200));

  /// A message of this many bytes that contains its number.
  private static String text(int number, int bytes) {
    String start = number + ":";
    return start + "x".repeat(Math.max(0, bytes - start.length()));
  }

  /// Messages of 2 to 60 bytes, that is, of 1 to 15 chunks, while a window has 3.
  private static List<String> texts(Simulation sim, int count) {
    return IntStream.range(0, count).mapToObj(n -> text(n, sim.random().nextInt(2, 61))).toList();
  }

  private static Behavior<Delivery<String>> consumer(
      ActorRef<Command<String>> producer, List<String> handled) {
    return Behaviors.setup(context -> {
      context
          .spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart(),
                  ConsumerController.create(
                      producer, settings -> settings.withWindow(3).withCodec(TEXT))),
              "controller")
          .tell(new ConsumerController.Start<>(context.self()));
      return Behaviors.receiveMessage(delivery -> {
        handled.add(delivery.message());
        delivery.confirm();
        return Behaviors.same();
      });
    });
  }

  private static void sendAll(ActorRef<Command<String>> controller, List<String> texts)
      throws InterruptedException {
    for (String text : texts) {
      new Producer<>(controller).send(text, PATIENCE);
    }
  }

  @Test
  void overALossyLinkLargeAndSmallMessagesComeOnceAndInOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          ActorSystem system = sim.system("lossy");
          var handled = new ArrayList<String>();
          ActorRef<Command<String>> controller =
              system.spawn(ProducerController.pointToPoint(CHUNKS_OF_4));
          system.spawn(consumer(controller, handled));

          List<String> sent = texts(sim, 15);
          sendAll(controller, sent);
          controller.tell(new ProducerController.DeliverThenStop<>());

          sim.probe(system).expectTerminated(controller, PATIENCE);
          assertThat(handled).isEqualTo(sent);
        });
  }

  @Test
  void chunksSurviveTheEndOfAConsumerAndCrashesOfTheProducersSide() {
    Simulation.explore(
        0,
        FEWER_SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          ActorSystem system = sim.system("ends");
          var queue = new InMemoryDurableQueue<String>();
          var handled = new ArrayList<String>();
          ActorRef<Command<String>> controller =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(),
                      ProducerController.pointToPoint((Settings<String> settings) ->
                          CHUNKS_OF_4.apply(settings).withBuffer(20).withDurableQueue(queue))));
          List<String> sent = texts(sim, 12);
          sendAll(controller, sent);
          var mortal = system.spawn(consumer(controller, handled));
          sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 4_000)));
          system.stop(mortal);
          system.spawn(consumer(controller, handled));
          for (int n = 0; n < 3; n++) {
            sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 4_000)));
            sim.stepper().crash(controller, new IllegalStateException("on purpose"));
          }

          sim.probe(system)
              .awaitAssert(
                  () ->
                      assertThat(
                              controller
                                  .<ProducerController.Stats>ask(
                                      ProducerController.ReportStats::new, PATIENCE)
                                  .confirmed())
                          .isEqualTo(12),
                  PATIENCE);
          assertThat(handled.stream().distinct().toList()).isEqualTo(sent);
        });
  }

  @Test
  void aConsumerControllerThatRestartsInTheMiddleOfAMessageGetsAllOfItAgain() {
    Simulation.explore(0, SEEDS, ChunkingTest::restartInTheMiddleOfAMessage);
  }

  /// The requests that were lost had granted room for the chunks of the first message.
  @Test
  void aDeliveredMessageOfManyChunksLeavesRoomForTheNextOne() {
    Simulation.run(109, ChunkingTest::restartInTheMiddleOfAMessage);
  }

  private static void restartInTheMiddleOfAMessage(Simulation sim) throws Exception {
    sim.stepper().intercept(new LossyLink(sim));
    ActorSystem system = sim.system("restart");
    ActorRef<Command<String>> controller =
        system.spawn(ProducerController.pointToPoint(CHUNKS_OF_4));
    ActorRef<ConsumerController.Command<String>> consumerController =
        system.spawn(
            Behaviors.supervise(
                SupervisorStrategy.restart(),
                ConsumerController.create(
                    controller, settings -> settings.withWindow(3).withCodec(TEXT))));
    TestProbe<Delivery<String>> probe = sim.probe(system);
    var start = new ConsumerController.Start<>(probe.ref());
    consumerController.tell(start);
    new Producer<>(controller).send(text(1, 100), PATIENCE);
    sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 4_000)));
    sim.stepper().crash(consumerController, new IllegalStateException("on purpose"));
    consumerController.tell(start);
    new Producer<>(controller).send(text(2, 50), PATIENCE);

    Delivery<String> delivery;
    do { // the first message arrives twice if it was delivered before the crash
      delivery = probe.receiveMessage(PATIENCE);
      assertThat(delivery.message()).isIn(text(1, 100), text(2, 50));
      delivery.confirm();
    } while (delivery.number() < 2);
  }

  @Test
  void workersGetWholeMessages() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          sim.stepper().intercept(new LossyLink(sim));
          ActorSystem system = sim.system("workers");
          var handled = new ArrayList<String>();
          ActorRef<Command<String>> controller =
              system.spawn(ProducerController.workPulling(CHUNKS_OF_4));
          var mortal = system.spawn(consumer(controller, handled));
          system.spawn(consumer(controller, handled));
          List<String> sent = texts(sim, 15);
          sendAll(controller, sent.subList(0, 5));
          system.stop(mortal);
          sendAll(controller, sent.subList(5, 15));
          controller.tell(new ProducerController.DeliverThenStop<>());

          sim.probe(system).expectTerminated(controller, PATIENCE);
          assertThat(handled.stream().distinct().toList())
              .containsExactlyInAnyOrderElementsOf(sent);
        });
  }

  @Test
  void aMessageThatIsTooLargeOrCannotBeEncodedIsRefusedAtTheCallAndTheNextOneIsAccepted() {
    Simulation.explore(
        0,
        SEEDS / 5,
        sim -> {
          ActorSystem system = sim.system("refused");
          MessageCodec<String> picky =
              MessageCodec.of(
                  text -> {
                    if (text.equals("bad")) {
                      throw new IllegalStateException("on purpose");
                    }
                    return TEXT.encode(text);
                  },
                  TEXT::decode);
          ActorRef<Command<String>> controller =
              system.spawn(
                  ProducerController.pointToPoint((Settings<String> settings) ->
                      settings.withBuffer(5).withChunking(new Chunking<>(picky, 4, 10))));
          var producer = new Producer<>(controller);

          assertThatThrownBy(() -> producer.send("bad", PATIENCE))
              .isInstanceOf(DeliveryException.class)
              .hasMessageContaining("not accepted")
              .hasRootCauseMessage("on purpose");
          assertThatThrownBy(() -> producer.sendAndAwait("x".repeat(11), PATIENCE))
              .isInstanceOf(DeliveryException.class)
              .hasMessageContaining("11 bytes")
              .hasMessageContaining("10");
          assertThat(producer.send("good", PATIENCE)).isEqualTo(1);
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void aBadMessageOfAnActorThatProducesIsADeadLetterAndTheActorIsAskedAgain() {
    Simulation.explore(
        0,
        SEEDS / 5,
        sim -> {
          ActorSystem system = sim.system("asked");
          TestProbe<RequestNext<String>> producer = sim.probe(system);
          ActorRef<Command<String>> controller =
              system.spawn(
                  ProducerController.pointToPoint(
                      (Settings<String> settings) -> CHUNKS_OF_4.apply(settings).withBuffer(1)));
          controller.tell(new ProducerController.Start<>(producer.ref()));
          producer.receiveMessage().sendTo().tell("x".repeat(201));

          RequestNext<String> again = producer.receiveMessage();
          assertThat(again.number()).isEqualTo(1);
          assertThat(system.deadLetters().count(DeadLetter.Reason.UNHANDLED)).isEqualTo(1);
        });
  }

  @Test
  void aMessageThatCannotBeDecodedWaitsAndIsDeliveredWhenItCan() {
    Simulation.explore(
        0,
        SEEDS / 5,
        sim -> {
          ActorSystem system = sim.system("undecodable");
          boolean[] broken = {true};
          MessageCodec<String> codec =
              MessageCodec.of(
                  TEXT::encode,
                  bytes -> {
                    if (broken[0]) {
                      throw new IllegalStateException("on purpose");
                    }
                    return TEXT.decode(bytes);
                  });
          ActorRef<Command<String>> controller =
              system.spawn(ProducerController.pointToPoint(CHUNKS_OF_4));
          TestProbe<Delivery<String>> probe = sim.probe(system);
          system
              .spawn(
                  ConsumerController.create(
                      controller, settings -> settings.withWindow(3).withCodec(codec)))
              .tell(new ConsumerController.Start<>(probe.ref()));
          new Producer<>(controller).send(text(1, 40), PATIENCE);
          sim.sleep(Duration.ofSeconds(10));
          probe.expectNoMessage();
          broken[0] = false;

          assertThat(probe.receiveMessage().message()).isEqualTo(text(1, 40));
        });
  }

  @Test
  void aControllerWithoutACodecOrWithASmallerLimitLeavesTheMessageToAnotherOne() {
    Simulation.explore(
        0,
        SEEDS / 5,
        sim -> {
          ActorSystem system = sim.system("unfit");
          ActorRef<Command<String>> controller =
              system.spawn(ProducerController.pointToPoint(CHUNKS_OF_4));
          TestProbe<Delivery<String>> probe = sim.probe(system);
          List<UnaryOperator<ConsumerController.Settings<String>>> unfit =
              List.of(
                  settings -> settings,
                  settings -> settings.withCodec(TEXT).withMaxMessageBytes(39));
          for (var configure : unfit) {
            var consumerController = system.spawn(ConsumerController.create(controller, configure));
            consumerController.tell(new ConsumerController.Start<>(probe.ref()));
            new Producer<>(controller).send(text(1, 40), PATIENCE);
            sim.sleep(Duration.ofSeconds(5));
            probe.expectNoMessage();
            system.stop(consumerController);
          }

          system
              .spawn(ConsumerController.create(controller, settings -> settings.withCodec(TEXT)))
              .tell(new ConsumerController.Start<>(probe.ref()));
          assertThat(probe.receiveMessage().message()).isEqualTo(text(1, 40));
        });
  }
}
