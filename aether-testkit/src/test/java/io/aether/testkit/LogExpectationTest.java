package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.helpers.NOPLoggerFactory;

@ExtendWith(AetherExtension.class)
class LogExpectationTest {

  private static final Logger LOG = LoggerFactory.getLogger(LogExpectationTest.class);
  private static final Duration SHORT = Duration.ofMillis(20);

  /// Logs each message until it receives "leave".
  private static Behavior<String> logger() {
    return (context, message) -> {
      if (message.equals("leave")) {
        return Behaviors.stopped();
      }
      context.log().warn("told: {}", message);
      return Behaviors.same();
    };
  }

  private static Behavior<String> failing() {
    return Behaviors.receiveMessage(message -> {
      throw new IOException(message);
    });
  }

  // ---- Logs of actors ----

  @Test
  void theLogOfAnActorIsAwaited(ActorTestKit kit) {
    ActorRef<String> actor = kit.spawn(logger());

    kit.expectLog(
        LogExpectation.warn("told: hello").withLogger(LogExpectationTest.class),
        () -> actor.tell("hello"));
  }

  @Test
  void theLogOfTheLibraryIsSeenToo(ActorTestKit kit) {
    ActorRef<String> actor = kit.spawn(failing(), "weak");

    kit.expectLog(
        LogExpectation.error("/user/weak failed and stops").withCause(IOException.class),
        () -> actor.tell("on purpose"));
  }

  @Test
  void eachOfSeveralTimesIsAwaited(ActorTestKit kit) {
    ActorRef<String> actor = kit.spawn(logger());

    kit.expectLog(
        LogExpectation.warn("told").withTimes(3),
        () -> {
          actor.tell("one");
          actor.tell("two");
          actor.tell("three");
        });
  }

  @Test
  void aMissingLogEventFailsWithTheEventsThatCame(ActorTestKit kit) {
    ActorRef<String> actor = kit.spawn(logger(), "chatty");
    LogExpectation expected =
        LogExpectation.of(Level.WARN).withPattern("told: b.*").withPatience(SHORT);

    assertThatThrownBy(() ->
            kit.expectLog(
                expected,
                () -> {
                  TestProbe<String> probe = kit.createTestProbe();
                  actor.tell("anything");
                  actor.tell("leave");
                  probe.expectTerminated(actor);
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "expected 1 times a log event of level WARN matching 'told: b.*', but it came 0 times")
        .hasMessageContaining(
            """
            Other events from INFO up: 1
              WARN io.aether.testkit.LogExpectationTest: told: anything [/user/chatty]\
            """);
  }

  @Test
  void aLogEventThatComesTooOftenFails(ActorTestKit kit) {
    assertThatThrownBy(() ->
            kit.expectLog(
                LogExpectation.info("once"),
                () -> {
                  LOG.info("once");
                  LOG.info("once more, no: once");
                }))
        .hasMessageContaining("expected 1 times a log event of level INFO containing 'once'")
        .hasMessageContaining("but it came 2 times");
  }

  @Test
  void nothingIsExpectedForAWhile(ActorTestKit kit) {
    kit.expectLog(LogExpectation.any().withTimes(0), () -> {});

    assertThatThrownBy(
            () -> kit.expectLog(LogExpectation.any().withTimes(0), () -> LOG.warn("noise")))
        .hasMessageContaining("expected 0 times a log event, but it came 1 times");
  }

  @Test
  void actorsOfAnotherSystemAreOfNoInterest(ActorTestKit kit) {
    try (ActorTestKit other = ActorTestKit.create("other")) {
      ActorRef<String> actor = other.spawn(logger());
      kit.expectLog(
          LogExpectation.warn("told").withTimes(0).withPatience(SHORT),
          () -> {
            actor.tell("hello");
            actor.tell("leave");
            other.createTestProbe().expectTerminated(actor);
          });
    }
  }

  @Test
  void theLogOfASimulatedActorIsAwaitedInVirtualTime() {
    Simulation.explore(
        0,
        20,
        sim -> {
          try (var kit = ActorTestKit.create(it -> it.withEnvironment(sim.environment()))) {
            ActorRef<String> actor = kit.spawn(logger());
            kit.expectLog(LogExpectation.warn("told: hello"), () -> actor.tell("hello"));
          }
        });
  }

  @Test
  void theLogOfABehaviorIsCompleteWhenItHasRun() {
    BehaviorTestKit<String> kit = BehaviorTestKit.create(logger());

    LogExpectation.warn("told: hello").during(() -> kit.run("hello"));

    assertThatThrownBy(() -> LogExpectation.error("told").during(() -> kit.run("hello")))
        .hasMessageContaining("but it came 0 times")
        .hasMessageContaining("WARN io.aether.testkit.LogExpectationTest: told: hello");
  }

  // ---- Events that count ----

  @Test
  void levelsThatAreNotPrintedAreSeen() {
    LogExpectation.trace("fine").during(() -> LOG.trace("fine"));
    LogExpectation.debug("fine").during(() -> LOG.debug("fine"));
    assertThat(LOG.isTraceEnabled()).isFalse();
  }

  @Test
  void theFluentMethodsAreSeen() {
    LogExpectation.info("paid 3 to bob")
        .withCause(IOException.class)
        .during(() ->
            LOG.atInfo()
                .setCause(new IOException())
                .addArgument(3)
                .addArgument("bob")
                .addKeyValue("currency", "EUR")
                .log("paid {} to {}"));
  }

  @Test
  void theMdcCounts() {
    LogExpectation inRequest = LogExpectation.any().withMdc("request", "7");
    try (var _ = MDC.putCloseable("request", "7")) {
      assertThatCode(() -> inRequest.during(() -> LOG.info("with"))).doesNotThrowAnyException();
    }

    assertThatThrownBy(() -> inRequest.during(() -> LOG.info("without")))
        .hasMessageContaining("a log event with request=7 in the MDC, but it came 0 times");
    assertThat(MDC.get("request")).isNull();
  }

  @Test
  void aConditionOfTheTestsOwnCounts() {
    String here = Thread.currentThread().getName();

    LogExpectation.any()
        .with("on this thread", event -> event.thread().equals(here))
        .during(() -> LOG.info("here"));
  }

  @Test
  void aNegativeNumberOfTimesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogExpectation.any().withTimes(-1))
        .withMessage("times must be 0 or more, but was: -1");
  }

  @Test
  void withoutTheProviderLogsCannotBeExpected() {
    assertThatIllegalStateException()
        .isThrownBy(() -> LogTap.requireInstalled(new NOPLoggerFactory()))
        .withMessageContaining("it is bound to org.slf4j.helpers.NOPLoggerFactory")
        .withMessageContaining("-Dslf4j.provider=io.aether.testkit.RecordingLogs");
  }

  @Test
  void aConditionThatFailsFailsTheExpectationAndNotTheActor(ActorTestKit kit) {
    IOException failure = new IOException("cannot tell");
    ActorRef<String> actor = kit.spawn(logger());
    LogExpectation broken =
        LogExpectation.any()
            .with(
                "that nobody can judge",
                _ -> {
                  throw failure;
                });

    assertThatThrownBy(() -> kit.expectLog(broken, () -> actor.tell("hello")))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the condition of 'a log event that nobody can judge' failed")
        .hasCause(failure);
    kit.expectLog(LogExpectation.warn("told: again"), () -> actor.tell("again"));
  }
}
