package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.testkit.core.Unprintable;
import io.aether.testkit.engine.SimulationFailure;
import io.aether.testkit.report.Difference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A failed expectation is an [AssertionError], even if the messages throw when they are printed or
/// compared.
class UnprintableMessagesTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);

  static List<Supplier<RuntimeException>> failures() {
    return Unprintable.failures();
  }

  private static void fails(ThrowingCallable expectation) {
    assertThatThrownBy(expectation).isExactlyInstanceOf(AssertionError.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exception", "error", "overflow", "null"})
  void expectationsOfAProbeFailAsTheyShould(String how) {
    var odd = new Unprintable.Message(how);
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      List<ThrowingCallable> expectations =
          List.of(
              () -> probe.expectMessage("other"),
              () -> probe.expectMessageClass(String.class),
              () -> probe.expectNoMessage(SHORT),
              () -> probe.expectMessages("other"),
              () -> probe.expectMessagesInAnyOrder("other", odd.how()),
              () -> probe.fishForMessage("other"::equals, SHORT),
              () -> probe.fishForMessages(_ -> FishingOutcome.fail("on purpose")),
              () -> {
                probe.receiveMessage();
                probe.expectMessage(odd, SHORT);
              });

      for (ThrowingCallable expectation : expectations) {
        probe.ref().tell(odd);
        probe.receiveWhile(_ -> false, LONG, LONG); // returns when the message is there
        fails(expectation);
      }
    }
  }

  @Test
  void anUnexpectedMessageIsNamedByItsClass() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      probe.ref().tell(new Unprintable.Message("exception"));

      assertThatThrownBy(() -> probe.expectMessage("other"))
          .hasMessageContaining(Unprintable.Message.class.getName())
          .hasMessageContaining("whose toString threw")
          .hasMessageContaining("on purpose");
    }
  }

  @Test
  void incomparableMessagesAreNotEqual() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      List<Object> odd =
          List.of(
              new Unprintable.Incomparable(),
              List.of(new Unprintable.Incomparable()),
              new Object[] {new Unprintable.Incomparable()});

      for (Object each : odd) {
        probe.ref().tell(each);
        fails(() -> probe.expectMessage(new Unprintable.Incomparable()));
        probe.ref().tell(each);
        fails(() -> probe.expectMessagesInAnyOrder(new Unprintable.Incomparable()));
      }
    }
  }

  @Test
  void differencesAreFoundAroundWhatCannotBePrinted() {
    var odd = new Unprintable.Message("exception");

    assertThat(Difference.between(List.of(odd, 1), List.of(odd, 2)))
        .containsExactly("[1]: expected 1, but was 2");
    assertThat(Difference.between(Map.of("a", odd), Map.of("a", "b"))).hasSize(1);
    assertThat(Difference.between(Set.of("a"), Set.of(odd))).hasSize(2);
    assertThat(Difference.between(new Unprintable.Incomparable(), odd)).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void anAssertionThatFailsUnprintablyIsRepeatedAndReported(Supplier<RuntimeException> failure) {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();

      fails(() ->
          probe.awaitAssert(
              () -> {
                throw failure.get();
              },
              SHORT));

      probe.autoReply(_ -> {
        throw failure.get();
      });
      probe.ref().tell("hello");
      fails(() -> probe.expectMessage("other"));
    }
  }

  @Test
  @SuppressWarnings("NullAway") // a probe may expect null
  void deadLettersThatCannotBePrintedFailTheTest() {
    var kit = ActorTestKit.create();
    ActorRef<Object> nobody = kit.spawn(Behaviors.empty());
    TestProbe<DeadLetter> letters = kit.createTestProbe();
    kit.system().deadLetters().listen(letters.ref()::tell);
    nobody.tell(new Unprintable.Message("exception"));
    letters.receiveMessage();

    fails(() -> letters.expectMessage(null, SHORT));
    fails(kit::close);
  }

  private static Behavior<Object> failing(Supplier<RuntimeException> failure) {
    return Behaviors.receiveMessage(_ -> {
      throw failure.get();
    });
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aBehaviorTestKitReportsFailures(Supplier<RuntimeException> failure) {
    var odd = new Unprintable.Message("exception");

    fails(() -> BehaviorTestKit.create(failing(failure)).run(odd));
    fails(() ->
        BehaviorTestKit.create(failing(failure))
            .runExpectingFailure(odd, ClassCastException.class));
    var kit = BehaviorTestKit.create(Behaviors.<Object>empty());
    kit.run(odd);
    fails(() -> kit.expectEffect(new ActorEffect.Stopped()));
    kit.run(odd);
    fails(() -> kit.expectEffectClass(ActorEffect.Stopped.class));
    kit.run(odd);
    fails(kit::expectNoEffect);
  }

  @Test
  void anInboxReportsMessages() {
    TestInbox<Object> inbox = TestInbox.create();
    inbox.ref().tell(new Unprintable.Message("exception"));

    fails(inbox::expectNoMessage);
    fails(() -> inbox.expectMessage("other"));
    fails(() -> inbox.expectMessage("other"));
    fails(() -> inbox.expectMessageClass(String.class));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aSimulationReportsWhatFailed(Supplier<RuntimeException> failure) {
    assertThatThrownBy(() ->
            Simulation.run(
                1,
                sim -> {
                  ActorRef<Object> actor = sim.system("story").spawn(failing(failure), "actor");
                  actor.tell(new Unprintable.Message("error"));
                  sim.awaitIdle();
                  throw failure.get();
                }))
        .isInstanceOf(SimulationFailure.class)
        .hasMessageContaining("/user/actor fails and stops");
  }

  @Test
  void aSimulationNamesMessagesAndTimersThatCannotBePrinted() {
    for (String how : List.of("exception", "error", "overflow", "null")) {
      assertThatThrownBy(() ->
              Simulation.run(
                  1,
                  sim -> {
                    var odd = new Unprintable.Message(how);
                    sim.system("names")
                        .spawn(
                            Behaviors.<Object>withTimers(timers -> {
                              timers.startSingle(odd, odd, SHORT);
                              return Behaviors.ignore();
                            }))
                        .tell(odd);
                    sim.sleep(Duration.ofSeconds(1));
                    throw new IllegalStateException("the end");
                  }))
          .isInstanceOf(SimulationFailure.class)
          .hasMessageContaining(Unprintable.Message.class.getName());
    }
  }
}
