package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.cluster.EntityType;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerializationCheckTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final EntityType<Greet> GREETER = EntityType.named("greeter");
  private static final EntityType<Unregistered> OTHER = EntityType.named("other");
  private static final MessageTypes MESSAGES =
      MessageTypes.of(types ->
          types
              .add(100, Greet.class)
              .add(101, Greeting.class)
              .add(102, Rounded.class)
              .add(103, Bytes.class));

  record Greet(String name, ActorRef<Greeting> replyTo) {}

  record Greeting(String text, ActorRef<Greet> from) {}

  record Unregistered(int number) {}

  record Bytes(byte[] content) {}

  /// A message that changes when it is encoded and decoded.
  record Rounded(double amount) {
    Rounded {
      amount = Math.floor(amount) / 2;
    }
  }

  private static Behavior<Greet> greeter() {
    return (context, greet) -> {
      greet.replyTo().tell(new Greeting("Hello, " + greet.name(), context.self()));
      return Behaviors.same();
    };
  }

  // @start region="serialization"
  @Test
  void messagesThatArriveAsTheyWerePass() throws Exception {
    try (var check = SerializationCheck.of(MESSAGES);
        var kit = ActorTestKit.create(check::on)) {
      TestProbe<Greeting> probe = kit.createTestProbe();
      ActorRef<Greet> greeter = kit.spawn(greeter());

      greeter.tell(new Greet("probe", probe.ref()));
      probe.expectMessage(new Greeting("Hello, probe", greeter));
      Greeting reply = greeter.ask(replyTo -> new Greet("ask", replyTo), Duration.ofSeconds(10));

      assertThat(reply.text()).isEqualTo("Hello, ask");
      assertThat(check.failures()).isEmpty();
    }
  }

  // @end

  @Test
  void aMessageThatCannotBeSentFailsWithItsSenderAndTheReason() {
    Simulation.run(
        1,
        sim -> {
          var check = SerializationCheck.of(MESSAGES);
          var system = sim.system("test", check::on);
          TestProbe<Object> probe = sim.probe(system, "probe");
          system.spawn(
              Behaviors.setup(context -> {
                probe.ref().tell(new Unregistered(1));
                return Behaviors.empty();
              }),
              "careless");
          probe.receiveMessage();

          assertThatThrownBy(check::close)
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining("/user/careless -> /user/probe: The ")
              .hasMessageContaining("Unregistered[number=1] cannot be sent:")
              .hasMessageContaining("is not registered");
        });
  }

  @Test
  void aMessageThatArrivesDifferentFailsWithTheDifference() {
    Simulation.run(
        1,
        sim -> {
          var check = SerializationCheck.of(MESSAGES);
          TestProbe<Rounded> probe = sim.probe(sim.system("test", check::on));
          probe.ref().tell(new Rounded(5));

          assertThat(check.failures())
              .singleElement()
              .asString()
              .contains("the test -> ")
              .contains("amount: expected 2.5, but was 1.0");
        });
  }

  @Test
  void messagesThatStayOnTheNodeAreNotChecked() {
    Simulation.run(
        1,
        sim -> {
          try (var check = SerializationCheck.of(MESSAGES).except(Unregistered.class)) {
            var system = sim.system("test", check::on);
            TestProbe<Object> probe = sim.probe(system);
            List<Object> got = new ArrayList<>();
            system.spawn(
                Behaviors.<Object>setup(context -> {
                  context.self().tell(new StringBuilder("to itself"));
                  context.timers().startSingle("t", new StringBuilder("timer"), SECOND);
                  context.async(() -> new StringBuilder("task"), outcome -> outcome);
                  context.watch(context.spawn(Behaviors.stopped()));
                  return Behaviors.receive(
                      (_, message) -> {
                        got.add(message);
                        return Behaviors.same();
                      },
                      (_, _) -> Behaviors.same());
                }));
            probe.ref().tell(new Unregistered(1));
            sim.advance(SECOND);

            assertThat(got).hasSize(3);
          }
        });
  }

  @Test
  void entitiesOfAClusterAreCheckedToo() {
    Simulation.run(
        1,
        sim -> {
          var check = SerializationCheck.of(MESSAGES);
          var cluster =
              TestCluster.in(check.on(sim.environment()), MESSAGES, config -> config.withShards(2));
          cluster.onJoin(node -> {
            node.host(GREETER, _ -> greeter());
            if (node.name().equals("n1")) {
              node.host(OTHER, _ -> Behaviors.ignore());
            }
          });
          var nodes = cluster.start(2);

          for (int n = 0; n < 4; n++) {
            String id = "e" + n;
            Greeting reply =
                nodes
                    .getFirst()
                    .ref(GREETER, id)
                    .ask(replyTo -> new Greet(id, replyTo), SECOND.multipliedBy(5));
            assertThat(reply.from()).isEqualTo(nodes.getFirst().ref(GREETER, id));
          }
          assertThat(check.failures()).isEmpty();

          nodes.getFirst().ref(OTHER, "e0").tell(new Unregistered(1));
          sim.advance(SECOND);
          assertThat(check.failures())
              .singleElement()
              .asString()
              .contains("/entity-e0: The ")
              .contains("Unregistered[number=1] cannot be sent");
        });
  }

  @Test
  void singleMessagesCanBeVerified() {
    try (var kit = ActorTestKit.create()) {
      var messages = SerializationTestKit.of(kit.system(), MESSAGES);
      TestProbe<Greeting> probe = kit.createTestProbe();

      messages.verify(new Greet("a", probe.ref()), List.of(1, 2), "text");
      assertThat(messages.roundTrip(new Greet("a", probe.ref())).replyTo()).isEqualTo(probe.ref());

      assertThatThrownBy(() -> messages.verify(new Unregistered(1)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Unregistered");
      assertThatThrownBy(() -> messages.verify(new Bytes(new byte[1])))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("compare an array");
    }
  }
}
