package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ActorTestKitTest {

  private record Ping(ActorRef<String> replyTo) {}

  private static Behavior<Ping> ponger() {
    return Behaviors.receiveMessage(ping -> {
      ping.replyTo().tell("pong");
      return Behaviors.same();
    });
  }

  @Test
  void anActorAndAProbeTalk() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<String> probe = kit.createTestProbe();

      kit.spawn(ponger()).tell(new Ping(probe.ref()));

      probe.expectMessage("pong");
    }
  }

  @Test
  void namesGoToSystemActorsAndProbes() {
    try (ActorTestKit kit = ActorTestKit.create("bank")) {
      assertThat(kit.system().name()).isEqualTo("bank");
      assertThat(kit.spawn(ponger(), "teller").path().value()).isEqualTo("/user/teller");
      assertThat(kit.createTestProbe(String.class, "client").ref().path().name())
          .isEqualTo("client");
      assertThat(kit.createTestProbe(String.class).ref().path().name()).startsWith("$probe-");
    }
  }

  @Test
  void stopReturnsWhenTheActorHasStopped() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      ActorRef<Ping> actor = kit.spawn(ponger(), "ponger");

      kit.stop(actor);

      assertThat(kit.spawn(ponger(), "ponger")).isNotEqualTo(actor); // the name is free again
    }
  }

  @Test
  void stopFailsWhenTheActorGoesOn() {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    CompletableFuture<Void> door = new CompletableFuture<>();
    try (ActorTestKit kit = ActorTestKit.create()) {
      ActorRef<String> busy =
          kit.spawn((context, _) -> {
            begun.complete(null);
            context.system().spi().environment().await(door);
            return Behaviors.same();
          });
      busy.tell("work");
      begun.join();

      assertThatThrownBy(() -> kit.stop(busy, Duration.ofMillis(50)))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("has not stopped within");

      door.complete(null);
    }
  }

  @Test
  void deadLettersAreCollectedAndToldToProbes() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<DeadLetter> letters = kit.createDeadLetterProbe();
      ActorRef<String> unwilling = kit.spawn(Behaviors.empty(), "unwilling");

      unwilling.tell("hello");

      DeadLetter expected = new DeadLetter("hello", unwilling.path(), DeadLetter.Reason.UNHANDLED);
      letters.expectMessage(expected);
      assertThat(kit.deadLetters()).containsExactly(expected);
    }
  }

  @Test
  void closeStopsAllActors() {
    ActorTestKit kit = ActorTestKit.create();
    kit.spawn(ponger());

    kit.close();

    assertThat(kit.system().terminate()).isCompleted();
    assertThatThrownBy(() -> kit.spawn(ponger())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aKitWorksInASimulation() {
    Simulation.explore(
        0,
        20,
        sim -> {
          try (var kit = ActorTestKit.create(it -> it.withEnvironment(sim.environment()))) {
            TestProbe<String> probe = kit.createTestProbe();
            ActorRef<Ping> actor = kit.spawn(ponger());
            actor.tell(new Ping(probe.ref()));
            probe.expectMessage("pong");
            kit.stop(actor);
          }
        });
  }
}
