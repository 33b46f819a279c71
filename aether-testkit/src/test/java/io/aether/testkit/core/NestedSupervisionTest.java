package io.aether.testkit.core;

import static io.aether.actor.SupervisorStrategy.on;
import static io.aether.actor.SupervisorStrategy.restart;
import static io.aether.actor.SupervisorStrategy.resume;
import static io.aether.actor.SupervisorStrategy.stop;
import static io.aether.actor.SupervisorStrategy.undecided;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.StopReason;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class NestedSupervisionTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /// Reports its creation, throws the exceptions sent to it, and repeats other messages.
  private static Behavior<Object> worker(String name, ActorRef<Object> probe) {
    return Behaviors.setup(_ -> {
      probe.tell("new " + name);
      return (_, message) -> {
        switch (message) {
          case Exception failure -> throw failure;
          case Behavior<?> next -> {
            @SuppressWarnings("unchecked")
            var typed = (Behavior<Object>) next;
            return typed;
          }
          default -> probe.tell(message);
        }
        return Behaviors.same();
      };
    });
  }

  private static void explore(Body body) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("nested");
          TestProbe<Object> probe = sim.probe(system);
          body.run(behavior -> system.spawn(behavior), probe);
        });
  }

  private interface Body {
    void run(Spawner spawner, TestProbe<Object> probe) throws Exception;
  }

  private interface Spawner {
    ActorRef<Object> spawn(Behavior<Object> behavior);
  }

  @Test
  void theFirstClauseThatFitsHoldsAndWhatFitsNoneStops() {
    explore((spawner, probe) -> {
      ActorRef<Object> actor =
          spawner.spawn(
              Behaviors.supervise(
                  on(UncheckedIOException.class, resume()).on(RuntimeException.class, restart()),
                  worker("w", probe.ref())));
      probe.expectMessage("new w");

      actor.tell(new UncheckedIOException(new IOException()));
      actor.tell("resumed");
      probe.expectMessage("resumed");
      actor.tell(new IllegalStateException());
      probe.expectMessage("new w");
      actor.tell(new IOException());

      Assertions.assertThat(probe.expectTerminated(actor)).isEqualTo(StopReason.FAILURE);
    });
  }

  @Test
  void clausesHoldOnRealThreadsToo() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      ActorRef<Object> actor =
          kit.spawn(
              Behaviors.supervise(
                  on(IllegalStateException.class, restart()), worker("w", probe.ref())));

      actor.tell(new IllegalStateException());

      probe.expectMessage("new w");
      probe.expectMessage("new w");
    }
  }

  @Test
  void theInnermostIsAskedFirstAndLeavesTheRestToTheOthers() {
    explore((spawner, probe) -> {
      Behavior<Object> inner =
          Behaviors.supervise(on(IOException.class, resume()), worker("inner", probe.ref()));
      ActorRef<Object> actor =
          spawner.spawn(
              Behaviors.supervise(
                  restart(),
                  Behaviors.setup(_ -> {
                    probe.ref().tell("new outer");
                    return inner;
                  })));
      probe.expectMessage("new outer");
      probe.expectMessage("new inner");

      actor.tell(new IOException());
      actor.tell("resumed");
      probe.expectMessage("resumed");
      actor.tell(new IllegalStateException());

      probe.expectMessage("new outer");
      probe.expectMessage("new inner");
      actor.tell(new IOException());
      actor.tell("resumed again");
      probe.expectMessage("resumed again");
    });
  }

  @Test
  void eachLevelRestartsWhatItWasGiven() {
    explore((spawner, probe) -> {
      ActorRef<Object> actor =
          spawner.spawn(
              Behaviors.setup(_ -> {
                probe.ref().tell("new outer");
                return Behaviors.supervise(restart(), worker("inner", probe.ref()));
              }));
      probe.expectMessage("new outer");
      probe.expectMessage("new inner");

      actor.tell(new IllegalStateException());

      probe.expectMessage("new inner");
      probe.expectNoMessage(SECOND);
    });
  }

  @Test
  void aFailureThatNoStrategyDecidesStopsTheActor() {
    explore((spawner, probe) -> {
      ActorRef<Object> actor =
          spawner.spawn(
              Behaviors.supervise(
                  _ -> undecided(),
                  Behaviors.supervise(_ -> undecided(), worker("w", probe.ref()))));

      actor.tell(new IllegalStateException());

      probe.expectTerminated(actor);
    });
  }

  @Test
  void aSpentLimitIsForTheSupervisionAround() {
    explore((spawner, probe) -> {
      Behavior<Object> inner =
          Behaviors.supervise(
              restart().withLimit(1, Duration.ofHours(1)), worker("w", probe.ref()));
      ActorRef<Object> actor = spawner.spawn(Behaviors.supervise(resume(), inner));
      probe.expectMessage("new w");
      actor.tell(new IllegalStateException("restarts"));
      probe.expectMessage("new w");

      actor.tell(new IllegalStateException("resumes"));
      actor.tell("alive");

      probe.expectMessage("alive");
    });
  }

  @Test
  void aSupervisionThatIsBecomeStandsInsideTheFirstOneAndReplacesTheLast() {
    explore((spawner, probe) -> {
      ActorRef<Object> actor =
          spawner.spawn(Behaviors.supervise(restart(), worker("first", probe.ref())));
      actor.tell(Behaviors.supervise(stop(), worker("second", probe.ref())));
      actor.tell(
          Behaviors.supervise(on(IOException.class, resume()), worker("third", probe.ref())));
      actor.tell(new IOException());
      actor.tell("resumed");
      actor.tell(new IllegalStateException("not for the second, which is gone"));

      probe.expectMessage("new first");
      probe.expectMessage("new second");
      probe.expectMessage("new third");
      probe.expectMessage("resumed");
      probe.expectMessage("new first");
      actor.tell(new IOException("the third one is gone, too"));
      probe.expectMessage("new first");
    });
  }

  @Test
  void supervisionsThatAreBecomeDoNotPileUp() {
    explore((spawner, probe) -> {
      int[] asked = {0};
      ActorRef<Object> actor =
          spawner.spawn(Behaviors.supervise(resume(), becoming(asked, probe.ref())));
      for (int n = 0; n < 10; n++) {
        actor.tell("become");
      }

      actor.tell(new IllegalStateException());
      actor.tell("how many");

      probe.expectMessage(1);
    });
  }

  private static Behavior<Object> becoming(int[] asked, ActorRef<Object> probe) {
    return (ActorContext<Object> _, Object message) ->
        switch (message) {
          case Exception failure -> throw failure;
          case String order when order.equals("become") ->
              Behaviors.supervise(
                  _ -> {
                    asked[0]++;
                    return undecided();
                  },
                  becoming(asked, probe));
          default -> {
            probe.tell(asked[0]);
            yield Behaviors.same();
          }
        };
  }

  @Test
  void nothingCanStartAsOrSuperviseABehaviorThatOnlyKeepsAnother() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("initial");

          assertThatIllegalArgumentException()
              .isThrownBy(() -> system.spawn(Behaviors.<String>same()))
              .withMessageContaining("no actor can start as");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> Behaviors.supervise(resume(), Behaviors.<String>unhandled()));
        });
  }
}
