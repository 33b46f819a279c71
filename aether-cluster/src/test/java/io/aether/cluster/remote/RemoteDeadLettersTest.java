package io.aether.cluster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetter.Reason;
import io.aether.cluster.MessageTypes;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteDeadLettersTest {

  record Known(String text) {}

  record OnlyInA(int number) {}

  record Unregistered(int number) {}

  private final Nodes nodes =
      new Nodes(
          MessageTypes.of(t -> t.add(100, Known.class).add(101, OnlyInA.class)),
          MessageTypes.of(t -> t.add(100, Known.class)));
  private final Queue<Object> heard = new ConcurrentLinkedQueue<>();
  private final ActorRef<Object> local =
      nodes.systemB.spawn(
          Behaviors.receiveMessage(message -> {
            heard.add(message);
            return Behaviors.same();
          }),
          "target");
  private final ActorRef<Object> target = nodes.seenByA(local);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void anUnregisteredMessageIsADeadLetterOfItsSender() {
    target.tell(new Unregistered(1));

    assertThat(nodes.lettersA)
        .containsExactly(new DeadLetter(new Unregistered(1), local.path(), Reason.SERIALIZATION));
  }

  @Test
  void aMessageTooLargeIsADeadLetterOfItsSender() {
    var large = new byte[2 << 20];
    target.tell(large);

    assertThat(nodes.lettersA)
        .containsExactly(new DeadLetter(large, local.path(), Reason.SERIALIZATION));
  }

  @Test
  void anUndecodableMessageIsADeadLetterOfItsRecipientAndHarmsNoOther() {
    target.tell(new Known("before"));
    target.tell(new OnlyInA(1));
    target.tell(new Known("after"));

    await().until(() -> heard.contains(new Known("after")));
    assertThat(heard).containsExactly(new Known("before"), new Known("after"));
    assertThat(nodes.lettersB)
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.reason()).isEqualTo(Reason.SERIALIZATION);
          assertThat(letter.recipient()).isEqualTo(local.path());
          assertThat(((Undecodable) letter.message()).problem()).contains("class id 101");
        });
  }

  @Test
  void aMessageToAStoppedActorIsADeadLetterWhereItLived() {
    nodes.systemB.stop(local);
    await().until(() -> nodes.systemB.spi().exported(1).isEmpty());

    target.tell(new Known("late"));

    await().until(() -> !nodes.lettersB.isEmpty());
    assertThat(nodes.lettersB)
        .extracting(DeadLetter::message, DeadLetter::reason)
        .containsExactly(tuple(new Known("late"), Reason.STOPPED));
  }

  @Test
  void aRefThatComesHomeAfterItsActorStoppedLeadsToDeadLetters() {
    nodes.systemB.stop(local);
    await().until(() -> nodes.systemB.spi().exported(1).isEmpty());
    @SuppressWarnings("unchecked")
    var home = (ActorRef<Object>) nodes.b.ref(nodes.b.self(), 1, "/user/target");

    home.tell("late");

    assertThat(nodes.lettersB)
        .containsExactly(new DeadLetter("late", local.path(), Reason.STOPPED));
  }

  @Test
  void aMessageToANodeThatIsGoneIsADeadLetter() {
    nodes.a.nodeGone(nodes.b.self());
    target.tell(new Known("gone"));

    assertThat(nodes.lettersA)
        .containsExactly(new DeadLetter(new Known("gone"), local.path(), Reason.NODE_GONE));
  }

  @Test
  void aMessageFromANodeThatIsGoneIsDropped() {
    nodes.b.nodeGone(nodes.a.self());
    target.tell(new Known("ghost"));

    await().until(() -> nodes.b.traffic().rejected() == 1);
    assertThat(heard).isEmpty();
  }

  @Test
  void aServiceNobodyOffersMakesADeadLetter() {
    nodes.a.send(nodes.b.self(), 9, new Known("hello?"));

    await().until(() -> !nodes.lettersB.isEmpty());
    assertThat(nodes.lettersB).extracting(DeadLetter::reason).containsExactly(Reason.UNHANDLED);
  }

  @Test
  void afterCloseMessagesAreDeadLetters() {
    nodes.a.close();
    target.tell(new Known("closed"));

    assertThat(nodes.lettersA).extracting(DeadLetter::reason).containsExactly(Reason.NODE_GONE);
  }
}
