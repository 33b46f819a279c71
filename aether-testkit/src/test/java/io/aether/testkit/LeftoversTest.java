package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeftoversTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Patience HASTY = Patience.standard().withShutdown(Duration.ofMillis(50));

  /// Closing waits only briefly for tasks; the actors have `closeTimeout`.
  private static ActorTestKit hastyKit(Duration closeTimeout) {
    return ActorTestKit.create("test", HASTY, config -> config.withCloseTimeout(closeTimeout));
  }

  /// Waits for `door` at each message.
  private static Behavior<String> waiter(
      CompletableFuture<Void> begun, CompletableFuture<Void> door) {
    return (context, _) -> {
      begun.complete(null);
      context.system().spi().environment().await(door);
      return Behaviors.same();
    };
  }

  @Test
  void anUnexpectedDeadLetterFailsTheTest() {
    ActorTestKit kit = ActorTestKit.create();
    Unwilling.leaveUnhandled(kit);

    assertThatThrownBy(kit::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            """
            The test leaves something behind in ActorSystem[test]:
            - dead letters that the test did not expect: 1
              hello to /user/unwilling (UNHANDLED), from /user/unwilling
            """)
        .hasMessageContaining("allow them (@AllowDeadLetters, allowDeadLetters)");
    assertThat(kit.system().terminate()).isCompleted();
  }

  @Test
  void aDeadLetterThatIsAllowedFailsNothing() {
    ActorTestKit kit = ActorTestKit.create();
    Unwilling.leaveUnhandled(kit);

    kit.allowDeadLetters(Reason.UNHANDLED);

    assertThatCode(kit::close).doesNotThrowAnyException();
  }

  @Test
  void onlyTheAllowedReasonsAreAllowed() {
    ActorTestKit kit = ActorTestKit.create();
    Unwilling.leaveUnhandled(kit);

    kit.allowDeadLetters(Reason.LATE_REPLY);

    assertThatThrownBy(kit::close).hasMessageContaining("(UNHANDLED)");
  }

  @Test
  void aDeadLetterThatAProbeIsToldFailsNothing() {
    ActorTestKit kit = ActorTestKit.create();
    var unhandled = kit.createUnhandledProbe();
    Unwilling.leaveUnhandled(kit);

    assertThat(unhandled.receiveMessage().message()).isEqualTo("hello");

    assertThatCode(kit::close).doesNotThrowAnyException();
  }

  @Test
  void messagesLeftUnreadWhenTheKitClosesFailNothing() {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> door = new CompletableFuture<>();
    CompletableFuture<Void> waiterStops = new CompletableFuture<>();
    ActorTestKit kit = ActorTestKit.create();
    kit.spawn(completingAtStop(waiterStops)); // is stopped after the younger waiter
    ActorRef<String> waiter = kit.spawn(waiter(begun, door));
    waiter.tell("handled");
    waiter.tell("unread");
    begun.join();

    CompletableFuture<Void> closed = CompletableFuture.runAsync(kit::close);
    assertThat(waiterStops).succeedsWithin(LONG);
    door.complete(null);

    assertThat(closed).succeedsWithin(LONG);
    assertThat(kit.deadLetters()).extracting(DeadLetter::message).containsExactly("unread");
  }

  private static Behavior<String> completingAtStop(CompletableFuture<Void> stopped) {
    return Behaviors.receiveSignal((_, signal) -> {
      if (signal instanceof Signal.PostStop) {
        stopped.complete(null);
      }
      return Behaviors.same();
    });
  }

  @Test
  void anActorThatDoesNotStopFailsTheTestWithWhatItDoes() {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> door = new CompletableFuture<>();
    ActorTestKit kit = hastyKit(HASTY.shutdown());
    kit.spawn(waiter(begun, door), "waiter").tell("work");
    begun.join();

    assertThatThrownBy(kit::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            """
            Actors of 'test' are still busy after PT0.05S. These have not stopped:
              /user/waiter
            """)
        .hasMessageContaining("/user/waiter handles work since ")
        .hasMessageContaining("LeftoversTest.java:");
    door.complete(null);
    assertThat(kit.system().terminate()).succeedsWithin(LONG);
  }

  @Test
  void aTaskThatDoesNotEndFailsTheTest() {
    CompletableFuture<Void> door = new CompletableFuture<>();
    ActorTestKit kit = hastyKit(LONG);
    spawnWithTask(kit, door);

    assertThatThrownBy(kit::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "- task '/user/parent$async', forked by /user/parent, still runs:\n    at ")
        .hasMessageContaining("LeftoversTest.java:");
    door.complete(null);
  }

  private static void spawnWithTask(ActorTestKit kit, CompletableFuture<Void> door) {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    Behavior<Outcome<String>> parent =
        Behaviors.setup(context -> {
          context.async(
              () -> {
                begun.complete(null);
                door.join(); // cannot be interrupted
                return "done";
              },
              outcome -> outcome);
          return Behaviors.ignore();
        });
    kit.spawn(parent, "parent");
    begun.join();
  }

  @Test
  void aTaskThatEndsInTimeIsNoLeak() {
    CompletableFuture<Void> door = new CompletableFuture<>();
    ActorTestKit kit = ActorTestKit.create();
    spawnWithTask(kit, door);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(kit::close);
    door.complete(null);

    assertThat(closed).succeedsWithin(LONG);
  }

  @Test
  void aTimerThatOutlivesTheActorsFailsTheTest() {
    ActorTestKit kit = ActorTestKit.create();
    TestProbe<String> probe = kit.createTestProbe();
    kit.spawn(
        Behaviors.setup(context -> {
          Scheduler scheduler = context.system().spi().environment().scheduler();
          scheduler.schedule(Duration.ofHours(1), () -> {});
          scheduler.schedule(Duration.ofHours(2), () -> {}).cancel();
          probe.ref().tell("started");
          return Behaviors.ignore();
        }),
        "clock");
    probe.expectMessage("started");

    assertThatThrownBy(kit::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("- a timer of PT1H, started by /user/clock at ")
        .hasMessageContaining("LeftoversTest.java:")
        .hasMessageNotContaining("PT2H");
  }

  @Test
  void timersOfActorsAndUnansweredAsksAreNoLeak() throws InterruptedException {
    ActorTestKit kit = ActorTestKit.create();
    ActorRef<String> silent =
        kit.spawn(
            Behaviors.setup(context -> {
              context.timers().startAtFixedRate("tick", "tick", Duration.ofMillis(1));
              return Behaviors.ignore();
            }));
    silent.<String>askAsync(_ -> "anybody?", Duration.ofHours(1));

    assertThatCode(kit::close).doesNotThrowAnyException();
  }

  @Test
  void leaksThatAreAllowedFailNothing() {
    CompletableFuture<Void> door = new CompletableFuture<>();
    ActorTestKit kit = hastyKit(LONG);
    spawnWithTask(kit, door);

    kit.allowLeaks();

    assertThatCode(kit::close).doesNotThrowAnyException();
    door.complete(null);
  }
}
