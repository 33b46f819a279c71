package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.actor.pattern.ChildSpec;
import io.aether.actor.pattern.ChildSpec.Lifetime;
import io.aether.actor.pattern.EventStream;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.Receptionist.Listing;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.pattern.ServiceKey;
import io.aether.actor.pattern.SpawnProtocol;
import io.aether.actor.pattern.Supervisor;
import io.aether.actor.pattern.Topic;
import io.aether.actor.stream.ActorSink;
import io.aether.actor.stream.ActorSource;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An actor that passes on messages of others must not fail when a recipient has no room.
class FullMailboxesTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final ServiceKey<String> KEY = new ServiceKey<>(String.class, "key");

  /// {@return an actor whose mailbox is full, and which makes its senders fail or wait}
  private static <M> ActorRef<M> full(
      Simulation sim, ActorSystem system, M message, Overflow overflow)
      throws InterruptedException {
    ActorRef<M> ref =
        system.spawn(
            Behaviors.ignore(), Props.defaults().withMailbox(Mailbox.bounded(1, overflow)));
    sim.awaitIdle();
    sim.stepper().suspend(ref);
    ref.tell(message);
    return ref;
  }

  private interface Body {
    void run(Simulation sim, ActorSystem system, TestProbe<String> probe) throws Exception;
  }

  private static void explore(Body body) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("full");
          body.run(sim, system, sim.probe(system));
        });
  }

  @Test
  void aTopicGoesOnAndTellsTheOthers() {
    explore((sim, system, probe) -> {
      ActorRef<Topic.Command<String>> topic = system.spawn(Topic.create());
      topic.tell(new Topic.Subscribe<>(full(sim, system, "", Overflow.fail())));
      topic.tell(new Topic.Subscribe<>(probe.ref()));

      topic.tell(new Topic.Publish<>("1"));
      topic.tell(new Topic.Publish<>("2"));

      probe.expectMessages("1", "2");
      assertThat(system.deadLetters().count(Reason.OVERFLOW)).isEqualTo(2);
    });
  }

  @Test
  void anEventReachesTheOthers() {
    explore((sim, system, probe) -> {
      EventStream events = EventStream.of(system);
      events.subscribe(String.class, full(sim, system, "", Overflow.fail()));
      events.subscribe(String.class, probe.ref());

      events.publish("1");

      probe.expectMessage("1");
      assertThat(system.deadLetters().count(Reason.OVERFLOW)).isEqualTo(1);
    });
  }

  @Test
  void theReceptionistIsNeitherThrownAtNorHeldUp() {
    for (Overflow overflow :
        new Overflow[] {Overflow.fail(), Overflow.blockSender(Duration.ofHours(1))}) {
      explore((sim, system, probe) -> {
        Receptionist receptionist = Receptionist.of(system);
        var none = new Listing<String>(KEY, List.of());
        receptionist.subscribe(KEY, full(sim, system, none, overflow));

        receptionist.register(KEY, probe.ref());

        assertThat(receptionist.find(KEY, SOON).services()).containsExactly(probe.ref());
        assertThat(sim.now()).isZero();
        assertThat(system.deadLetters().count(Reason.OVERFLOW)).isEqualTo(2);
      });
    }
  }

  @Test
  void aGroupRouterGoesOnAndABroadcastReachesTheOthers() {
    explore((sim, system, probe) -> {
      Receptionist.of(system).register(KEY, full(sim, system, "", Overflow.fail()));
      Receptionist.of(system).register(KEY, probe.ref());
      ActorRef<String> group = system.spawn(Routers.group(KEY, Routing.broadcast()));

      group.tell("1");
      group.tell("2");

      probe.expectMessages("1", "2");
      assertThat(system.deadLetters().count(Reason.OVERFLOW)).isEqualTo(2);
    });
  }

  @Test
  void anAnsweringActorDoesNotFailBecauseTheAskerHasNoRoom() {
    explore((sim, system, probe) -> {
      var spec = ChildSpec.of("child", Lifetime.PERMANENT, Behaviors.<String>ignore());
      ActorRef<Supervisor.Command> supervisor =
          system.spawn(Supervisor.oneForOne(Supervisor.Intensity.USUAL, spec));
      supervisor.tell(
          new Supervisor.Find<>(spec, full(sim, system, Optional.empty(), Overflow.fail())));
      ActorRef<SpawnProtocol.Command> spawner = system.spawn(SpawnProtocol.create());
      spawner.tell(
          new SpawnProtocol.Spawn<>(
              Behaviors.ignore(), full(sim, system, probe.ref(), Overflow.fail())));

      Optional<ActorRef<String>> child =
          supervisor.ask(replyTo -> new Supervisor.Find<>(spec, replyTo), SOON);
      assertThat(child).isPresent();
      ActorRef<String> spawned =
          spawner.ask(replyTo -> new SpawnProtocol.Spawn<>(Behaviors.ignore(), replyTo), SOON);
      assertThat(spawned).isNotNull();
      assertThat(system.deadLetters().count(Reason.OVERFLOW)).isEqualTo(2);
    });
  }

  /// A producer and a consumer that have no room for a while; messages sent before are not lost.
  @Test
  void reliableDeliveryGoesOnWhenThereIsRoomAgain() {
    explore((sim, system, probe) -> {
      Props roomForOne = Props.defaults().withMailbox(Mailbox.bounded(1, Overflow.fail()));
      var controller = system.spawn(ProducerController.<String>pointToPoint());
      var consumerController = system.spawn(ConsumerController.create(controller));
      new Producer<>(controller).send("1", SOON);
      ActorRef<Object> producer =
          system.spawn(
              Behaviors.receiveMessage(message -> {
                if (message instanceof RequestNext<?> request && request.number() == 2) {
                  @SuppressWarnings("unchecked") // the controller is of strings
                  var sendTo = (ActorRef<String>) request.sendTo();
                  sendTo.tell("2");
                }
                return Behaviors.same();
              }),
              roomForOne);
      ActorRef<Object> consumer =
          system.spawn(
              Behaviors.receiveMessage(message -> {
                if (message instanceof Delivery<?> delivery) {
                  probe.ref().tell((String) delivery.message());
                  delivery.confirm();
                }
                return Behaviors.same();
              }),
              roomForOne);
      for (ActorRef<Object> each : List.of(producer, consumer)) {
        sim.awaitIdle();
        sim.stepper().suspend(each);
        each.tell("something else");
      }

      controller.tell(new ProducerController.Start<>(producer.narrow()));
      consumerController.tell(new ConsumerController.Start<>(consumer.narrow()));
      sim.sleep(SOON);
      sim.stepper().resume(producer);
      sim.stepper().resume(consumer);

      probe.expectMessages("1", "2");
    });
  }

  @Test
  void aSourceGoesOnWhenWhoFeedsItHasNoRoomForTheSign() {
    explore((sim, system, probe) -> {
      ActorSource<String> source = ActorSource.create(system::spawn, 1, ActorSource.Overflow.FAIL);
      source.offer("1");
      source.offer("2", full(sim, system, "", Overflow.fail()), "go");
      source.complete();

      source.subscribe(
          ActorSink.create(
              system::spawn,
              probe.ref(),
              5,
              (element, acks) -> {
                acks.tell(new ActorSink.Ack());
                return element;
              },
              "end",
              Throwable::toString));

      probe.expectMessages("1", "2", "end");
      assertThat(system.deadLetters().count(Reason.OVERFLOW)).isEqualTo(1);
    });
  }

  @Test
  void anActorDoesNotFailForItsMonitor() {
    explore((sim, system, probe) -> {
      ActorRef<String> monitor = full(sim, system, "", Overflow.fail());
      Behavior<String> echo =
          Behaviors.receiveMessage(message -> {
            probe.ref().tell(message);
            return Behaviors.same();
          });

      system.spawn(Behaviors.monitor(monitor, echo)).tell("1");

      probe.expectMessage("1");
      assertThat(system.deadLetters().count(Reason.OVERFLOW)).isEqualTo(1);
    });
  }
}
