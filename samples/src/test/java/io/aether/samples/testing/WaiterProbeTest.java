package io.aether.samples.testing;

import io.aether.actor.ActorRef;
import io.aether.samples.testing.Waiter.Answer;
import io.aether.samples.testing.Waiter.Cook;
import io.aether.samples.testing.Waiter.Order;
import io.aether.samples.testing.Waiter.Ready;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.AetherExtension;
import io.aether.testkit.AllowDeadLetters;
import io.aether.testkit.FishingOutcome;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

// @start region="probes"
@ExtendWith(AetherExtension.class)
class WaiterProbeTest {

  @Test
  void aDishGoesFromTheKitchenToTheGuest(
      ActorTestKit kit, TestProbe<Cook> kitchen, TestProbe<Answer> guest) {
    ActorRef<Waiter.Message> waiter = kit.spawn(Waiter.create(kitchen.ref()), "waiter");

    waiter.tell(new Order("soup", guest.ref()));
    kitchen.expectMessage(new Cook("soup", waiter));
    waiter.tell(new Ready("soup"));

    guest.expectMessage(new Answer("soup", 1200));
  }

  // @end

  // @start region="autoReply"
  @Test
  void twoDishesComeInAnyOrder(ActorTestKit kit, TestProbe<Cook> kitchen, TestProbe<Answer> guest) {
    kitchen.autoReply(cook -> cook.replyTo().tell(new Ready(cook.dish())));
    ActorRef<Waiter.Message> waiter = kit.spawn(Waiter.create(kitchen.ref()));

    waiter.tell(new Order("soup", guest.ref()));
    waiter.tell(new Order("fish", guest.ref()));

    guest.within(
        () -> {
          guest.expectMessagesInAnyOrder(new Answer("fish", 1200), new Answer("soup", 1200));
          guest.expectNoMessage();
        },
        Duration.ofSeconds(5));
  }

  // @end

  // @start region="fishing"
  @Test
  void theKitchenHearsOfTheFishAmongOthers(
      ActorTestKit kit, TestProbe<Cook> kitchen, TestProbe<Answer> guest) {
    ActorRef<Waiter.Message> waiter = kit.spawn(Waiter.create(kitchen.ref()));

    for (String dish : new String[] {"soup", "bread", "fish"}) {
      waiter.tell(new Order(dish, guest.ref()));
    }

    kitchen.fishForMessages(cook ->
        switch (cook.dish()) {
          case "fish" -> FishingOutcome.complete();
          case "soup", "bread" -> FishingOutcome.continueAndIgnore();
          default -> FishingOutcome.fail("nobody ordered that");
        });
  }

  // @end

  // @start region="leftovers"
  @Test
  @AllowDeadLetters // the kitchen is closed, and that is the point
  void ordersToAClosedKitchenAreLost(
      ActorTestKit kit, TestProbe<Cook> kitchen, TestProbe<Answer> guest) {
    kitchen.stop();
    kit.spawn(Waiter.create(kitchen.ref())).tell(new Order("soup", guest.ref()));

    guest.expectNoMessage();
  }
  // @end
}
