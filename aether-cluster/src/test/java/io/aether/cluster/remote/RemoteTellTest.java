package io.aether.cluster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.cluster.MessageTypes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteTellTest {

  record Numbered(int sender, int number) {}

  record Greet(String name, ActorRef<String> replyTo) {}

  private static final Duration SOON = Duration.ofSeconds(10);

  private final Nodes nodes =
      new Nodes(MessageTypes.of(t -> t.add(100, Numbered.class).add(101, Greet.class)));

  @AfterEach
  void close() {
    nodes.close();
  }

  private static Behavior<Greet> greeter() {
    return Behaviors.receiveMessage(greet -> {
      greet.replyTo().tell("Hello, " + greet.name());
      return Behaviors.same();
    });
  }

  @Test
  void anAskIsAnsweredAcrossNodes() throws Exception {
    ActorRef<Greet> greeter = nodes.seenByA(nodes.systemB.spawn(greeter(), "greeter"));

    String reply = greeter.ask((ActorRef<String> me) -> new Greet("Ann", me), SOON);

    assertThat(reply).isEqualTo("Hello, Ann");
  }

  @Test
  void aRefMayPassThroughSeveralNodesAndStillAnswers() throws Exception {
    ActorRef<Greet> greeter = nodes.systemA.spawn(greeter(), "greeter");
    ActorRef<Greet> relay =
        nodes.systemB.spawn(
            Behaviors.receiveMessage(greet -> {
              Nodes.across(nodes.a, greeter, nodes.b).tell(greet);
              return Behaviors.same();
            }),
            "relay");

    String reply = nodes.seenByA(relay).ask((ActorRef<String> me) -> new Greet("Bob", me), SOON);

    assertThat(reply).isEqualTo("Hello, Bob");
  }

  @Test
  void anAskThatNobodyAnswersTimesOut() {
    ActorRef<Greet> silent = nodes.seenByA(nodes.systemB.spawn(Behaviors.ignore(), "silent"));

    assertThatThrownBy(
            () -> silent.ask((ActorRef<String> me) -> new Greet("Ann", me), Duration.ofMillis(50)))
        .isInstanceOf(AskException.TimedOut.class)
        .hasMessageContaining("/user/silent");
  }

  @Test
  void refsAreEqualByNodeAndNumber() {
    ActorRef<Greet> one = nodes.systemB.spawn(greeter(), "one");
    ActorRef<Greet> two = nodes.systemB.spawn(greeter(), "two");

    assertThat(nodes.seenByA(one))
        .isEqualTo(nodes.seenByA(one))
        .hasSameHashCodeAs(nodes.seenByA(one));
    assertThat(nodes.seenByA(one)).isNotEqualTo(nodes.seenByA(two));
    assertThat(nodes.seenByA(one)).hasToString("ActorRef[b.0000000000000002/user/one#1]");
  }

  @Test
  void eachSendersMessagesArriveInOrderAndAllOfThem() throws Exception {
    int senders = 4;
    int each = 25_000;
    var last = new int[senders];
    List<Numbered> disorder = new ArrayList<>();
    var done = new CountDownLatch(senders * each);
    ActorRef<Numbered> counter =
        nodes.seenByA(
            nodes.systemB.spawn(
                Behaviors.<Numbered>receiveMessage(message -> {
                  if (message.number() != ++last[message.sender()]) {
                    disorder.add(message);
                  }
                  done.countDown();
                  return Behaviors.same();
                }),
                "counter"));

    for (int i = 0; i < senders; i++) {
      int sender = i;
      Thread.ofVirtual()
          .start(() -> {
            for (int number = 1; number <= each; number++) {
              counter.tell(new Numbered(sender, number));
            }
          });
    }

    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(disorder).isEmpty();
    assertThat(nodes.a.traffic().envelopesSent()).isEqualTo((long) senders * each);
    assertThat(nodes.b.traffic().gaps()).isZero();
  }

  @Test
  void aServiceHearsOtherNodesAndItsOwnInOrder() {
    var heard = new ConcurrentLinkedQueue<String>();
    nodes.b.onService(7, (sender, message) -> heard.add(sender.name() + " " + message));

    nodes.a.send(nodes.b.self(), 7, "1");
    nodes.a.send(nodes.b.self(), 7, "2");
    await().until(() -> heard.size() == 2);
    nodes.b.send(nodes.b.self(), 7, "3");
    nodes.b.send(nodes.b.self(), 7, new Object()); // never encoded

    await().until(() -> heard.size() == 4);
    assertThat(heard).startsWith("a 1", "a 2", "b 3");
    assertThatThrownBy(() -> nodes.b.onService(7, (_, _) -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
