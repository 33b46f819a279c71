package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestInboxTest {

  private record Pair(int left, int right) {}

  private record Question(ActorRef<String> replyTo) {}

  private final TestInbox<Object> inbox = TestInbox.create("desk");

  @Test
  void messagesAreExpectedInOrder() {
    inbox.ref().tell("one");
    inbox.ref().tell(2);
    inbox.ref().tell("three");

    inbox.expectMessage("one");
    assertThat(inbox.expectMessageClass(Integer.class)).isEqualTo(2);
    assertThat(inbox.hasMessages()).isTrue();
    assertThat(inbox.receiveMessages()).containsExactly("three");
    inbox.expectNoMessage();
  }

  @Test
  void anotherMessageFailsTheExpectationWithAllOfThem() {
    inbox.ref().tell(new Pair(1, 2));

    assertThatThrownBy(() -> inbox.expectMessage(new Pair(1, 3)))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            TestInbox[/inbox/desk] expected Pair[left=1, right=3],\
             but received Pair[left=1, right=2]
            Differences:
              right: expected 3, but was 2
            Messages so far: 1
              1. Pair[left=1, right=2]\
            """);
  }

  @Test
  void aMessageOfAnotherClassFailsTheExpectation() {
    inbox.ref().tell("text");

    assertThatThrownBy(() -> inbox.expectMessageClass(Integer.class))
        .hasMessageContaining("expected class java.lang.Integer, but received text");
  }

  @Test
  void anEmptyInboxFailsTheExpectation() {
    assertThatThrownBy(inbox::receiveMessage)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("TestInbox[/inbox/desk] expected a message, but no message is left")
        .hasMessageContaining("Messages so far: 0");
  }

  @Test
  void aMessageFailsTheExpectationOfNone() {
    inbox.ref().tell("noise");

    assertThatThrownBy(inbox::expectNoMessage)
        .hasMessageContaining("expected no message, but received noise");
  }

  @Test
  void itCanBeAskedByAThreadOfItsOwn() throws InterruptedException {
    TestInbox<Question> desk = TestInbox.create();
    desk.autoReply(question -> question.replyTo().tell("yes"));

    assertThat(desk.ref().<String>ask(Question::new, Duration.ofSeconds(1))).isEqualTo("yes");
  }

  @Test
  void onlyAChildCanFail() {
    assertThatIllegalStateException()
        .isThrownBy(() -> inbox.fail(new IllegalArgumentException()))
        .withMessageContaining("/inbox/desk cannot fail: it stands for no child");
  }

  @Test
  void anAutoReplyThatFailsFailsTheBehaviorThatSent() {
    IOException failure = new IOException("the desk is closed");
    TestInbox<String> desk = TestInbox.create("desk");
    desk.autoReply(_ -> {
      throw failure;
    });
    var kit =
        BehaviorTestKit.<String>create(
            Behaviors.receiveMessage(message -> {
              desk.ref().tell(message);
              return Behaviors.same();
            }));

    assertThatThrownBy(() -> kit.run("hello"))
        .isInstanceOf(AssertionError.class)
        .hasRootCause(failure)
        .hasMessageContaining("TestInbox[/inbox/desk]: its auto-reply failed");
  }
}
