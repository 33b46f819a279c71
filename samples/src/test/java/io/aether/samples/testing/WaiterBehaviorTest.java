package io.aether.samples.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.samples.testing.Waiter.Answer;
import io.aether.samples.testing.Waiter.Cook;
import io.aether.samples.testing.Waiter.Order;
import io.aether.samples.testing.Waiter.Ready;
import io.aether.testkit.ActorEffect.TimerCancelled;
import io.aether.testkit.ActorEffect.TimerStarted;
import io.aether.testkit.BehaviorTestKit;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.TestInbox;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaiterBehaviorTest {

  // @start region="behavior"
  private final TestInbox<Cook> kitchen = TestInbox.create("kitchen");
  private final TestInbox<Answer> guest = TestInbox.create("guest");
  private final BehaviorTestKit<Waiter.Message> waiter =
      BehaviorTestKit.create(Waiter.create(kitchen.ref()));

  @Test
  void anOrderGoesToTheKitchenAndAClockStarts() {
    waiter.run(new Order("soup", guest.ref()));

    kitchen.expectMessage(new Cook("soup", waiter.ref()));
    var timer = waiter.expectEffectClass(TimerStarted.class);
    assertThat(timer.delay()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void aDishThatIsReadyStopsTheClock() {
    waiter.run(new Order("soup", guest.ref()));
    waiter.receiveEffects(); // looked at in the other test
    waiter.run(new Ready("soup"));

    waiter.expectEffect(new TimerCancelled("soup"));
    guest.expectMessage(new Answer("soup", 1200));
  }

  // @end

  // @start region="time"
  @Test
  void afterHalfAnHourTheSoupIsOnTheHouse() {
    waiter.run(new Order("soup", guest.ref()));

    LogExpectation.warn("no soup after half an hour")
        .during(() -> waiter.advance(Duration.ofMinutes(30)));

    guest.expectMessage(new Answer("soup", 0));
  }
  // @end
}
