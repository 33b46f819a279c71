package io.aether.samples.actors;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.AetherExtension;
import io.aether.testkit.BehaviorTestKit;
import io.aether.testkit.TestInbox;
import io.aether.testkit.TestProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// The examples of `docs/guide/actors.md`.
@ExtendWith(AetherExtension.class)
class ActorsGuideTest {

  @Test
  void aDoorIsAsItWasLeft(ActorTestKit kit) {
    ActorRef<Door.Command> door = kit.spawn(Door.closed());
    TestProbe<Boolean> probe = kit.createTestProbe();

    door.tell(new Door.Open());
    door.tell(new Door.IsOpen(probe.ref()));
    door.tell(new Door.Close());
    door.tell(new Door.IsOpen(probe.ref()));

    probe.expectMessage(true);
    probe.expectMessage(false);
  }

  @Test
  void anOvenBakesOneLoafAtATime() {
    var oven = BehaviorTestKit.create(Oven.create());
    TestInbox<Oven.Baked> customer = TestInbox.create();

    oven.run(new Oven.Bake("rye", customer.ref()));
    oven.run(new Oven.Bake("spelt", customer.ref()));
    oven.advance(Duration.ofMinutes(39));

    assertThat(customer.receiveMessage()).isEqualTo(new Oven.Baked("rye"));
    assertThat(customer.hasMessages()).isFalse();
  }

  @Test
  void aBakeryWithABrokenOvenCloses(ActorTestKit kit) {
    Behavior<Oven.Command> broken =
        Behaviors.setup(_ -> {
          throw new IllegalStateException("no gas");
        });
    TestProbe<Object> probe = kit.createTestProbe();

    ActorRef<Bakery.Order> bakery = kit.spawn(Bakery.create(broken));

    probe.expectTerminated(bakery);
  }

  @Test
  void theCounterReadsPricesAndSells(ActorTestKit kit, @TempDir Path folder) throws IOException {
    Path prices = Files.writeString(folder.resolve("prices"), "rye 4.20\nspelt 5.10\n");
    ActorRef<Bakery.Order> bakery =
        kit.spawn((_, order) -> {
          order.customer().tell(new Oven.Baked(order.loaf()));
          return Behaviors.same();
        });
    ActorRef<Counter.Command> counter = kit.spawn(new Counter(prices, bakery));
    TestProbe<String> probe = kit.createTestProbe();

    counter.tell(new Counter.GetPrice("spelt", probe.ref()));
    probe.expectMessage("spelt 5.10");
    counter.tell(new Counter.Buy("rye", probe.ref()));
    probe.expectMessage("a fresh rye");
  }

  @Test
  void aMessageToAStoppedActorIsADeadLetter() throws Exception {
    BlockingQueue<DeadLetter> letters = new LinkedBlockingQueue<>();
    try (ActorSystem system = ActorSystem.create("bakery")) {
      // @start region="dead-letters"
      system.deadLetters().listen(letter -> letters.add(letter));
      ActorRef<String> brief = system.spawn((_, _) -> Behaviors.stopped(), "brief");

      brief.tell("handled: the actor stops");
      brief.tell("not handled");
      // @end
      assertThat(letters.poll(10, TimeUnit.SECONDS))
          .extracting(DeadLetter::message, DeadLetter::reason)
          .containsExactly("not handled", DeadLetter.Reason.STOPPED);
    }
    assertThat(letters).isEmpty();
  }
}
