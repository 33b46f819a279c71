package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Environment;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FailureStoryTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);

  private record Paid(String to, int cents) {}

  private record Work(int number) {}

  private static Behavior<Paid> forwardTo(ActorRef<Paid> target) {
    return Behaviors.receiveMessage(paid -> {
      target.tell(paid);
      return Behaviors.same();
    });
  }

  @Test
  void recordsAreComparedByComponentAndSendersAreNamed() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<Paid> probe = kit.createTestProbe("cashier");
      kit.spawn(forwardTo(probe.ref()), "bank").tell(new Paid("bob", 12));

      assertThatThrownBy(() -> probe.expectMessage(new Paid("bob", 10)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining(
              "TestProbe[/user/cashier] expected Paid[to=bob, cents=10],"
                  + " but received Paid[to=bob, cents=12]")
          .hasMessageContaining("Differences:\n  cents: expected 10, but was 12\n")
          .message()
          .containsPattern("1\\. after \\d+\\.\\d{6} s from /user/bank: Paid\\[to=bob, cents=12]");
    }
  }

  @Test
  void aMessageOfTheTestIsToldWithItsThread() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<String> probe = kit.createTestProbe();
      probe.ref().tell("hello");

      assertThatThrownBy(() -> probe.expectMessage("bye"))
          .hasMessageContaining(" from thread '" + Thread.currentThread().getName() + "': hello");
    }
  }

  @Test
  void deadLettersAreToldWithTheirSender() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      TestProbe<String> probe = kit.createTestProbe();
      TestProbe<Paid> gone = kit.createTestProbe("gone");
      gone.stop();
      kit.stop(sendTo(kit, gone.ref()));

      assertThatThrownBy(() -> probe.expectMessage("never", SHORT))
          .hasMessageContaining("Dead letters: 1\n")
          .hasMessageContaining(
              "Paid[to=x, cents=1] to /user/gone (STOPPED), from /user/gone"); // the sender
    }
  }

  private static ActorRef<Paid> sendTo(ActorTestKit kit, ActorRef<Paid> target) {
    ActorRef<Paid> sender = kit.spawn(forwardTo(target), "sender");
    CompletableFuture<DeadLetter> published = new CompletableFuture<>();
    kit.system().deadLetters().listen(published::complete); // runs after the kit's listener
    sender.tell(new Paid("x", 1));
    assertThat(published).succeedsWithin(LONG);
    return sender;
  }

  @Test
  void failuresAreToldWithTheirCauseAndWhatFollowed() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<String> probe = kit.createTestProbe();
      Behavior<Work> failing =
          Behaviors.receiveMessage(_ -> {
            throw new IOException("on purpose", new IllegalStateException("deeper"));
          });
      kit.spawn(Behaviors.supervise(SupervisorStrategy.restart(), failing), "weak")
          .tell(new Work(1));

      probe.awaitAssert(
          () ->
              assertThatThrownBy(() -> probe.expectMessage("never", SHORT))
                  .hasMessageContaining("Failures: 1\n")
                  .hasMessageContaining(
                      "/user/weak failed at Work[number=1] and restarts:"
                          + " java.io.IOException: on purpose")
                  .hasMessageContaining("FailureStoryTest.java:")
                  .hasMessageContaining("caused by java.lang.IllegalStateException: deeper"),
          LONG);
    }
  }

  @Test
  void busyActorsAreToldWithTheirMessageAndTheirStack() throws InterruptedException {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> door = new CompletableFuture<>();
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<String> probe = kit.createTestProbe();
      kit.<Work>spawn(
              (context, _) -> {
                begun.complete(null);
                waitAt(context.system().spi().environment(), door);
                return Behaviors.same();
              },
              "slow")
          .tell(new Work(7));
      begun.join();

      probe.awaitAssert(
          () ->
              assertThatThrownBy(() -> probe.expectMessage("never", SHORT))
                  .hasMessageContaining("Busy actors:")
                  .hasMessageContaining("/user/slow handles Work[number=7] since ")
                  .hasMessageContaining("FailureStoryTest.waitAt(FailureStoryTest.java:"),
          LONG);

      door.complete(null);
    }
  }

  private static void waitAt(Environment environment, CompletableFuture<Void> door)
      throws InterruptedException {
    environment.await(door);
  }

  @Test
  void theStoryOfASimulatedKitIsTheSame() {
    Simulation.explore(
        0,
        20,
        sim -> {
          try (var kit = ActorTestKit.create(it -> it.withEnvironment(sim.environment()))) {
            TestProbe<Paid> probe = kit.createTestProbe("cashier");
            kit.spawn(forwardTo(probe.ref()), "bank").tell(new Paid("bob", 12));
            assertThatThrownBy(() -> probe.expectMessage(new Paid("bob", 10)))
                .hasMessageContaining("cents: expected 10, but was 12")
                .hasMessageContaining(
                    "1. after 0.000000 s from /user/bank: Paid[to=bob, cents=12]");
          }
        });
  }
}
