package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Runs test classes that fail, and checks their failures.
class AetherExtensionFailureTest {

  /// {@return the failure of each test by the test's name; tests that passed are left out}
  private static Map<String, Throwable> failuresOf(Class<?> tests) {
    Map<String, Throwable> failures = new LinkedHashMap<>();
    List<String> passed = new ArrayList<>();
    var listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result
                .getThrowable()
                .ifPresentOrElse(
                    failure -> failures.put(test.getDisplayName().replaceAll("\\(.*", ""), failure),
                    () -> passed.add(test.getDisplayName()));
          }
        };
    var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    LauncherFactory.create().execute(request, listener);
    assertThat(passed.size() + failures.size()).as("tests and containers run").isGreaterThan(2);
    return failures;
  }

  @Test
  void aTestThatLeavesDeadLettersFailsUnlessTheyAreAllowed() {
    Map<String, Throwable> failures = failuresOf(DeadLettersCase.class);

    assertThat(failures).containsOnlyKeys("unexpected", "otherReason");
    assertThat(failures.get("unexpected"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("hello to /user/unwilling (UNHANDLED)");
  }

  @ExtendWith(AetherExtension.class)
  static class DeadLettersCase {
    @Test
    void unexpected(ActorTestKit kit) {
      Unwilling.leaveUnhandled(kit);
    }

    @Test
    @AllowDeadLetters
    void allowed(ActorTestKit kit) {
      Unwilling.leaveUnhandled(kit);
    }

    @Test
    @AllowDeadLetters(Reason.OVERFLOW)
    void otherReason(ActorTestKit kit) {
      Unwilling.leaveUnhandled(kit);
    }

    @Nested
    @AllowDeadLetters
    class InAClassThatAllowsThem {
      @Test
      void allowedByItsClass(ActorTestKit kit) {
        Unwilling.leaveUnhandled(kit);
      }
    }
  }

  @Test
  void aTestThatLeaksFailsUnlessItMay() {
    Map<String, Throwable> failures = failuresOf(LeaksCase.class);

    assertThat(failures).containsOnlyKeys("leaking");
    assertThat(failures.get("leaking")).hasMessageContaining("a timer of PT1H");
  }

  @ExtendWith(AetherExtension.class)
  static class LeaksCase {
    private static void startTimer(ActorTestKit kit) {
      var scheduler = kit.system().spi().environment().scheduler();
      scheduler.schedule(Duration.ofHours(1), () -> {});
    }

    @Test
    void leaking(ActorTestKit kit) {
      startTimer(kit);
    }

    @Test
    @AllowLeaks
    void allowed(ActorTestKit kit) {
      startTimer(kit);
    }
  }

  @Test
  void aTestThatFailsInAnotherWayIsToldTheStory() {
    Map<String, Throwable> failures = failuresOf(StoryCase.class);

    assertThat(failures.get("fails")).hasMessage("in another way");
    assertThat(Objects.requireNonNull(failures.get("fails")).getSuppressed())
        .anySatisfy(story ->
            assertThat(story)
                .hasMessageContaining("What happened in the actor system:\nDead letters: 1\n")
                .hasMessageContaining("hello to /user/unwilling (UNHANDLED)"));
  }

  @ExtendWith(AetherExtension.class)
  static class StoryCase {
    @Test
    @AllowDeadLetters
    void fails(ActorTestKit kit) {
      Unwilling.leaveUnhandled(kit);
      throw new AssertionError("in another way");
    }

    @Test
    void passes() {}
  }

  @Test
  void testsOfASharedSystemAreJudgedAndClearedAwayOneByOne() {
    SharedCase.kits.clear();
    Map<String, Throwable> failures = failuresOf(SharedCase.class);

    assertThat(failures).containsOnlyKeys("leavesADeadLetter");
    assertThat(SharedCase.kits.values()).hasSize(4).containsOnly(SharedCase.kits.get("first"));
    assertThat(Objects.requireNonNull(SharedCase.kits.get("first")).system().terminate())
        .isCompleted();
  }

  @SharedSystem
  @ExtendWith(AetherExtension.class)
  @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
  static class SharedCase {
    private static final Map<String, ActorTestKit> kits = new HashMap<>();

    @Test
    @Order(1)
    void first(ActorTestKit kit) {
      kits.put("first", kit);
      kit.spawn(Behaviors.ignore(), "same-name");
    }

    @Test
    @Order(2)
    void leavesADeadLetter(ActorTestKit kit) {
      kits.put("second", kit);
      kit.spawn(Behaviors.ignore(), "same-name"); // the first test's actor has been stopped
      Unwilling.leaveUnhandled(kit);
    }

    @Test
    @Order(3)
    void hasNothingToDoWithWhatWasBefore(ActorTestKit kit) {
      kits.put("third", kit);
    }

    @Nested
    class Inner {
      @Test
      void sharesItToo(ActorTestKit kit) {
        kits.put("nested", kit);
      }
    }
  }

  @Test
  void aParameterOfBeforeAllBelongsToTheWholeClass() {
    assertThat(failuresOf(BeforeAllCase.class)).isEmpty();
  }

  @ExtendWith(AetherExtension.class)
  static class BeforeAllCase {
    private static @Nullable ActorTestKit shared;
    private static @Nullable ActorRef<String> service;

    @BeforeAll
    static void start(ActorTestKit kit) {
      shared = kit;
      service = kit.spawn(Behaviors.ignore(), "service");
    }

    @Test
    void one(ActorTestKit kit) {
      assertThat(kit).isSameAs(shared);
    }

    @Test
    void other(TestProbe<String> probe) {
      probe.within(
          () ->
              assertThatThrownBy(() ->
                      probe.expectTerminated(
                          Objects.requireNonNull(service), Duration.ofMillis(10)))
                  .hasMessageContaining("it still lives"),
          Duration.ofSeconds(3));
    }

    @AfterAll
    static void isOpenUntilTheEnd() {
      Objects.requireNonNull(shared).spawn(Behaviors.ignore());
    }
  }
}
