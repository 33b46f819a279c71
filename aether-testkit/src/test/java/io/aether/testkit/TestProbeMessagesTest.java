package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestProbeMessagesTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);

  private record Question(ActorRef<String> replyTo) {}

  private static TestProbe<Integer> probeWith(ActorSystem system, int... messages) {
    TestProbe<Integer> probe = TestProbe.create(system, "counter");
    for (int message : messages) {
      probe.ref().tell(message);
    }
    return probe;
  }

  /// {@return a probe that `message` has reached, so that a short wait cannot miss it}
  private static TestProbe<Integer> probeReachedBy(ActorSystem system, int message) {
    TestProbe<Integer> probe = probeWith(system, message);
    probe.receiveWhile(_ -> false, LONG, LONG);
    return probe;
  }

  @ParameterizedTest
  @EnumSource
  void severalMessagesAreExpectedInOrder(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeWith(system, 1, 2, 3, 4);
      assertThat(probe.expectMessages(1, 2)).containsExactly(1, 2);
      assertThatThrownBy(() -> probe.expectMessages(4, 3))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected 4, number 1 of [4, 3], but received 3")
          .hasMessageContaining("Messages so far: ");
    });
  }

  @ParameterizedTest
  @EnumSource
  void aMissingOneOfSeveralMessagesIsNamed(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeReachedBy(system, 1);
      assertThatThrownBy(() -> probe.expectMessages(List.of(1, 2), SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected 2, number 2 of [1, 2], but nothing came within PT0");
    });
  }

  @ParameterizedTest
  @EnumSource
  void severalMessagesAreExpectedInAnyOrder(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeWith(system, 3, 1, 3, 2);
      assertThat(probe.expectMessagesInAnyOrder(1, 2, 3, 3)).containsExactly(3, 1, 3, 2);
    });
  }

  @ParameterizedTest
  @EnumSource
  void oneThatIsNotAmongThemFailsMessagesInAnyOrder(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeWith(system, 3, 3);
      assertThatThrownBy(() -> probe.expectMessagesInAnyOrder(1, 3))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("expected one of [1], but received 3");
    });
  }

  @ParameterizedTest
  @EnumSource
  void receivingEndsAtTheFirstRefusedMessageAndLeavesIt(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeWith(system, 1, 2, 30, 4);
      assertThat(probe.receiveWhile(number -> number < 10, LONG, LONG)).containsExactly(1, 2);
      assertThat(probe.expectMessages(30, 4)).hasSize(2);
    });
  }

  @ParameterizedTest
  @EnumSource
  void receivingEndsWithSilence(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeWith(system, 1, 2, 3);
      probe.receiveWhile(number -> number < 3, LONG, LONG); // all have arrived, and 3 is left
      assertThat(probe.receiveWhile(_ -> true)).containsExactly(3);
    });
  }

  @ParameterizedTest
  @EnumSource
  void fishingKeepsAndSkipsAsItIsTold(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeWith(system, 1, 2, 3, 4, 5);
      List<Integer> caught =
          probe.fishForMessages(number ->
              switch (number) {
                case 4 -> FishingOutcome.complete();
                case 2 -> FishingOutcome.continueAndIgnore();
                default -> FishingOutcome.continueAndCollect();
              });
      assertThat(caught).containsExactly(1, 3, 4);
      probe.expectMessage(5);
    });
  }

  @ParameterizedTest
  @EnumSource
  void fishingFailsWithItsReasonAndWhatItKept(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeWith(system, 1, 2);
      assertThatThrownBy(() ->
              probe.fishForMessages(number ->
                  number == 1
                      ? FishingOutcome.continueAndCollect()
                      : FishingOutcome.fail("an even number")))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("which kept [1], but received 2: an even number");
    });
  }

  @ParameterizedTest
  @EnumSource
  void fishingFailsWhenNothingMoreComes(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeReachedBy(system, 1);
      assertThatThrownBy(
              () -> probe.fishForMessages(_ -> FishingOutcome.continueAndCollect(), SHORT))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "expected a message that completes the fishing, which kept [1], but nothing came");
    });
  }

  @ParameterizedTest
  @EnumSource
  void anAutoReplyAnswersForTheProbe(World world) throws Exception {
    world.run(system -> {
      TestProbe<Question> probe = TestProbe.create(system);
      probe.autoReply(question -> question.replyTo().tell("42"));
      assertThat(probe.ref().<String>ask(Question::new, Duration.ofSeconds(3))).isEqualTo("42");
      probe.expectMessageClass(Question.class);
    });
  }

  @ParameterizedTest
  @EnumSource
  void anAutoReplyThatFailsFailsTheNextExpectation(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = TestProbe.create(system);
      probe.autoReply(_ -> {
        throw new IllegalStateException("no answer");
      });
      probe.ref().tell(1);
      probe.awaitAssert(() ->
          assertThatThrownBy(() -> probe.expectNoMessage(Duration.ZERO))
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining("its auto-reply failed: java.lang.IllegalStateException")
              .hasCauseInstanceOf(IllegalStateException.class));
    });
  }

  @ParameterizedTest
  @EnumSource
  void aStoppedProbeStillTellsWhatItTook(World world) throws Exception {
    world.run(system -> {
      TestProbe<Integer> probe = probeReachedBy(system, 1);
      probe.stop();
      probe.expectMessage(1);
      assertThat(TestProbe.<Integer>create(system, "counter").ref()).isNotEqualTo(probe.ref());
    });
  }

  @Test
  void aSignalClassIsRefusedWithAdvice() {
    Simulation.run(
        1,
        sim -> {
          TestProbe<Object> probe = sim.probe(sim.system("test"));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> probe.expectMessageClass(Signal.Terminated.class))
              .withMessageContaining("Signal$Terminated is a signal")
              .withMessageContaining("use expectTerminated(ref)");
        });
  }

  @Test
  void lambdasOfATestMayThrowCheckedExceptions() throws Exception {
    World.SIMULATION.run(system -> {
      TestProbe<Integer> probe = TestProbe.create(system);
      probe.ref().tell(1);
      probe.ref().tell(2);
      probe.ref().tell(3);

      assertThatThrownBy(() -> probe.fishForMessage(TestProbeMessagesTest::refuse))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() ->
              probe.fishForMessages(number -> {
                refuse(number);
                return FishingOutcome.complete();
              }))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> probe.receiveWhile(TestProbeMessagesTest::refuse))
          .isInstanceOf(IOException.class);
    });
  }

  private static boolean refuse(int number) throws IOException {
    throw new IOException("not " + number);
  }
}
