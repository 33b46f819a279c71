package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SpawnOptions;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Actors placed through the SPI, and the messages they leave when they stop or lose ownership.
class PlacedActorsTest {

  private static final int SEEDS = Rounds.of(20, 1_000);

  private static void place(ActorSystem system, Behavior<String> behavior, SpawnOptions options) {
    system.spawn(
        Behaviors.<Object>setup(context -> {
          system.spi().spawnChild(context, behavior, "placed", options);
          return Behaviors.ignore();
        }));
  }

  @Test
  void onlyMessagesOfItsOwnProtocolAreLeftToItsPlacer() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("adapted");
          List<Object> left = new ArrayList<>();
          var later = new CompletableFuture<Integer>();
          TestProbe<ActorRef<Integer>> probe = sim.probe(system);
          Behavior<String> behavior =
              Behaviors.setup(context -> {
                context.pipeToSelf(later, outcome -> "came to " + outcome);
                probe.ref().tell(context.messageAdapter((Integer n) -> "number " + n));
                context.self().tell("mine");
                return Behaviors.stopped();
              });
          place(system, behavior, SpawnOptions.NONE.withUndelivered(left::add));

          probe.receiveMessage().tell(7);
          later.complete(8);
          sim.awaitIdle();

          assertThat(left).containsExactly("mine");
          assertThat(system.deadLetters().count()).isEqualTo(2);
        });
  }

  /// An ownership that is held until the test revokes it.
  private record Switchable(AtomicBoolean held) implements Ownership {
    @Override
    public boolean isHeld() {
      return held.get();
    }

    @Override
    public long epoch() {
      return 1;
    }
  }

  @Test
  void aTimerDoesNotMakeAnActorActThatHasLostItsOwnership() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("zombie");
          var held = new AtomicBoolean(true);
          List<String> ticks = new ArrayList<>();
          Behavior<String> ticking =
              Behaviors.setup(context -> {
                context.timers().startWithFixedDelay("tick", "tick", Duration.ofMillis(10));
                return Behaviors.receiveMessage(message -> {
                  ticks.add(message);
                  return Behaviors.same();
                });
              });
          place(system, ticking, SpawnOptions.NONE.withOwnership(new Switchable(held)));
          sim.advance(Duration.ofMillis(95));

          held.set(false);
          sim.advance(Duration.ofSeconds(1));

          assertThat(ticks).hasSize(9);
        });
  }

  @Test
  void aReceiveTimeoutDoesNotMakeAnActorActThatHasLostItsOwnership() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("zombie");
          var held = new AtomicBoolean(true);
          List<String> heard = new ArrayList<>();
          Behavior<String> waiting =
              Behaviors.setup(context -> {
                context.setReceiveTimeout("idle", Duration.ofMillis(100));
                return Behaviors.receiveMessage(message -> {
                  heard.add(message);
                  return Behaviors.same();
                });
              });
          place(system, waiting, SpawnOptions.NONE.withOwnership(new Switchable(held)));
          sim.advance(Duration.ofMillis(50));

          held.set(false);
          sim.advance(Duration.ofSeconds(1));

          assertThat(heard).isEmpty();
        });
  }
}
