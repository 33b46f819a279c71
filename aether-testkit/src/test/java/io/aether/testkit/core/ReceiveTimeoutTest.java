package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReceiveTimeoutTest {

  private static final int SEEDS = Rounds.of(50, 1_000);

  record Quiet(String text) implements ActorContext.NotInfluenceReceiveTimeout {}

  private static Behavior<Object> idler(ActorRef<Object> probe) {
    return Behaviors.setup(context -> {
      context.setReceiveTimeout("idle", Duration.ofMillis(100));
      return (inner, message) -> {
        if (message.equals("cancel")) {
          inner.cancelReceiveTimeout();
        } else {
          probe.tell(message);
        }
        return Behaviors.same();
      };
    });
  }

  @Test
  void itIsDeliveredAfterSilenceAndAgainUntilCancelled() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("idle");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Object> actor = system.spawn(idler(probe.ref()));

          probe.expectMessage("idle");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(100));
          probe.expectMessage("idle");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(200));
          actor.tell("cancel");
          probe.expectNoMessage(Duration.ofSeconds(1));
        });
  }

  @Test
  void messagesPostponeItExceptThoseThatDoNotCount() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("postpone");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<Object> actor = system.spawn(idler(probe.ref()));
          sim.advance(Duration.ofMillis(60));
          actor.tell("work");
          sim.advance(Duration.ofMillis(60));
          actor.tell(new Quiet("does not count"));

          probe.expectMessage("work");
          probe.expectMessage(new Quiet("does not count"));
          probe.expectMessage("idle");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(160));
        });
  }

  @Test
  void anAdaptedMessagePostponesItToo() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("adapted");
          TestProbe<Object> probe = sim.probe(system);
          var adapter = new CompletableFuture<ActorRef<Object>>();
          system.spawn(
              Behaviors.<Object>setup(context -> {
                adapter.complete(context.messageAdapter(it -> it));
                return idler(probe.ref());
              }));
          sim.advance(Duration.ofMillis(60));
          adapter.join().tell("work");
          sim.advance(Duration.ofMillis(60));
          adapter.join().tell(new Quiet("does not count"));

          probe.expectMessages("work", new Quiet("does not count"), "idle");
          assertThat(sim.now()).isEqualTo(Duration.ofMillis(160));
        });
  }

  @Test
  void watchWithSendsAMessageInPlaceOfTheSignal() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("watch");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> watched =
              system.spawn(Behaviors.receiveMessage(_ -> Behaviors.stopped()));
          system.spawn(
              Behaviors.<Object>setup(context -> {
                context.watchWith(watched, "it is gone");
                assertThatThrownBy(() -> context.watch(watched))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("unwatch it first");
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                });
              }));

          watched.tell("stop");

          probe.expectMessage("it is gone");
        });
  }
}
