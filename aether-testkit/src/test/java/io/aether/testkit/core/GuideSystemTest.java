package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.LogExpectation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The examples of the guide about systems and the MDC.
class GuideSystemTest {

  record Order(String id) {}

  private static final class Checkout {
    static Behavior<Order> create() {
      return Behaviors.receive(
          (context, order) -> {
            context.log().info("checks out");
            return Behaviors.same();
          },
          (_, _) -> Behaviors.same());
    }
  }

  private static Behavior<ActorRef<String>> teller() {
    return Behaviors.receiveMessage(replyTo -> {
      replyTo.tell("at your service");
      return Behaviors.same();
    });
  }

  @Test
  void aSystemIsClosedWhereItWasCreated() throws InterruptedException {
    // @start region="system"
    try (var system = ActorSystem.create("bank")) {
      ActorRef<ActorRef<String>> teller = system.spawn(teller(), "teller");
      String answer = teller.ask(replyTo -> replyTo, Duration.ofSeconds(3));
      assertThat(answer).isEqualTo("at your service");
    } // stops every actor, children before parents, and waits
    // @end
  }

  @Test
  void aMainThatThrowsEndsTheSystemAsWell() {
    var created = new AtomicReference<ActorSystem>();

    assertThatThrownBy(
            () -> {
              try (var system = ActorSystem.create("bank")) {
                created.set(system);
                throw new IllegalStateException("on purpose");
              }
            })
        .hasMessage("on purpose");

    assertThat(created.get().terminate()).isCompleted();
  }

  @Test
  void theMdcHasEntriesOfTheMessage() {
    try (var kit = ActorTestKit.create()) {
      // @start region="mdc"
      Behavior<Order> checkout =
          Behaviors.withMdc(order -> Map.of("order", order.id()), Checkout.create());
      // @end
      ActorRef<Order> actor = kit.spawn(checkout);

      kit.expectLog(
          LogExpectation.info("checks out").withMdc("order", "7"),
          () -> actor.tell(new Order("7")));
    }
  }
}
