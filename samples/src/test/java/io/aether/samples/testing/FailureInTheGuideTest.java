package io.aether.samples.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import io.aether.samples.testing.Waiter.Answer;
import io.aether.samples.testing.Waiter.Cook;
import io.aether.samples.testing.Waiter.Order;
import io.aether.samples.testing.Waiter.Ready;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.TestProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Checks that the testkit prints the failure that the guide explains.
class FailureInTheGuideTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Path GUIDE = Path.of("..", "docs", "guide", "testing.md");

  @Test
  void theFailureInTheGuideIsReal() throws IOException {
    CompletableFuture<Void> open = new CompletableFuture<>();
    try (ActorTestKit kit = ActorTestKit.create()) {
      kit.allowDeadLetters();
      TestProbe<Answer> guest = kit.createTestProbe("guest");
      ActorRef<Cook> kitchen = kit.spawn(Behaviors.receiveMessage(this::cook), "kitchen");
      ActorRef<Waiter.Message> waiter =
          kit.spawn(
              Behaviors.supervise(SupervisorStrategy.restart(), Waiter.create(kitchen)), "waiter");
      keepBusy(kit, open);
      ActorRef<String> idle = kit.spawn(Behaviors.empty(), "idle");
      idle.tell("wake up");
      kit.createTestProbe()
          .awaitAssert(() -> assertThat(kit.system().deadLetters().count()).isPositive());
      waiter.tell(new Ready("fish")); // which was not ordered
      waiter.tell(new Order("soup", guest.ref()));
      guest.receiveWhile(_ -> false, LONG, LONG); // returns when it is there
      List.of(idle, kitchen, waiter, guest.ref())
          .forEach(kit::stop); // and only the dishwasher is busy

      Throwable failure = catchThrowable(() -> guest.expectMessage(new Answer("soup", 1000)));

      open.complete(null);
      assertThat(withoutNumbers(failure.getMessage())).isEqualTo(withoutNumbers(inTheGuide()));
    }
  }

  private Behavior<Cook> cook(Cook order) {
    order.replyTo().tell(new Ready(order.dish()));
    return Behaviors.same();
  }

  private static void keepBusy(ActorTestKit kit, CompletableFuture<Void> open) {
    CompletableFuture<Void> waits = new CompletableFuture<>();
    kit.<String>spawn(
            Behaviors.receiveMessage(_ -> {
              waits.complete(null);
              open.join();
              return Behaviors.same();
            }),
            "dishwasher")
        .tell("wash up");
    waits.join();
  }

  private static String inTheGuide() throws IOException {
    Matcher block =
        Pattern.compile("## How to read a failure.*?```text\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE));
    assertThat(block.find()).as("a text block in %s", GUIDE).isTrue();
    return block.group(1);
  }

  /// Removes times, line numbers and module names, which differ from run to run.
  private static String withoutNumbers(String words) {
    return words
        .replaceAll("\\d+\\.\\d{6} s", "0 s")
        .replaceAll("\\.java:\\d+", ".java")
        .replaceAll("at \\S*/", "at ")
        .replaceAll("thread (#\\d+|'[^']*')", "thread")
        .strip();
  }
}
