package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimulationWaitingTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private record Depth(ActorRef<Integer> replyTo) {}

  /// Answers the number of actors from itself to the end of the chain.
  private static Behavior<Depth> link(int more) {
    return Behaviors.setup(context -> {
      if (more == 0) {
        return (_, depth) -> {
          depth.replyTo().tell(1);
          return Behaviors.same();
        };
      }
      ActorRef<Depth> next = context.spawn(link(more - 1));
      return (_, depth) -> {
        depth.replyTo().tell(1 + next.ask(Depth::new, SECOND));
        return Behaviors.same();
      };
    });
  }

  @Test
  void handlersWaitForEachOther() {
    Simulation.explore(
        0,
        20,
        sim -> {
          ActorRef<Depth> chain = sim.system("test").spawn(link(50));
          assertThat(chain.<Integer>ask(Depth::new, SECOND)).isEqualTo(51);
        });
  }

  @Test
  void whileOneActorWaitsOthersGoOn() {
    Simulation.explore(
        0,
        50,
        sim -> {
          var system = sim.system("test");
          TestProbe<String> probe = sim.probe(system);
          CompletableFuture<Void> door = new CompletableFuture<>();
          ActorRef<String> waiting =
              system.spawn((context, message) -> {
                context.system().spi().environment().await(door);
                probe.ref().tell(message);
                return Behaviors.same();
              });
          waiting.tell("waited");
          sim.awaitIdle();
          probe.ref().tell("went on");
          probe.expectMessage("went on");
          door.complete(null);
          probe.expectMessage("waited");
        });
  }

  @Test
  void theWaitingActorStaysTheCurrentOne() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("test");
          TestProbe<Boolean> probe = sim.probe(system);
          ActorRef<Duration> sleeper =
              system.spawn((context, duration) -> {
                pause(context, duration);
                boolean same = running() == context.self();
                context.children(); // refuses any other caller
                probe.ref().tell(same);
                return Behaviors.same();
              });
          sleeper.tell(SECOND);
          sim.awaitIdle();
          assertThat(running()).isNull();
          probe.expectMessage(true);
        });
  }

  @Test
  void anAskTimesOutInVirtualTime() {
    Simulation.run(
        1,
        sim -> {
          ActorRef<Depth> silent = sim.system("test").spawn(Behaviors.ignore());
          Assertions.assertThatThrownBy(() -> silent.ask(Depth::new, Duration.ofMinutes(5)))
              .isInstanceOf(AskException.TimedOut.class);
          assertThat(sim.now()).isEqualTo(Duration.ofMinutes(5));
        });
  }

  @Test
  void aWaitForACompletedFutureIsOverAtOnce() {
    Simulation.Result result =
        Simulation.run(
            1,
            sim -> {
              sim.environment().await(CompletableFuture.completedFuture(1));
              sim.environment().await(CompletableFuture.failedFuture(new Exception("no matter")));
            });

    assertThat(result.steps()).isEqualTo(1);
  }

  @Test
  void aThousandTasksWaitAtOnce() {
    Simulation.run(
        1,
        sim -> {
          Environment environment = sim.environment();
          CompletableFuture<Void> door = new CompletableFuture<>();
          List<Integer> passed = new ArrayList<>();
          for (int i = 0; i < 1_000; i++) {
            int number = i;
            environment.fork("task " + i, () -> passThrough(environment, door, passed, number));
          }
          sim.awaitIdle();
          assertThat(passed).isEmpty();
          door.complete(null);
          sim.awaitIdle();
          assertThat(passed).hasSize(1_000);
          assertThat(passed).isNotEqualTo(passed.stream().sorted().toList());
        });
  }

  @Test
  void anInterruptEndsAWait() {
    Simulation.explore(
        0,
        50,
        sim -> {
          Environment environment = sim.environment();
          CompletableFuture<Void> never = new CompletableFuture<>();
          List<Object> heard = new ArrayList<>();
          List<Thread> waiting = new ArrayList<>();
          environment.fork(
              "waiting",
              () -> {
                waiting.add(Thread.currentThread());
                try {
                  environment.await(never);
                } catch (InterruptedException interrupt) {
                  heard.add(interrupt);
                }
              });
          sim.awaitIdle();
          waiting.getFirst().interrupt();
          sim.awaitIdle();
          never.complete(null); // too late to have an effect
          sim.awaitIdle();
          assertThat(heard).hasSize(1);
        });
  }

  @Test
  void theFutureOfAnInterruptedWaitDoesNotEndTheNextWait() {
    Simulation.run(
        1,
        sim -> {
          Environment environment = sim.environment();
          CompletableFuture<Void> first = new CompletableFuture<>();
          CompletableFuture<Void> second = new CompletableFuture<>();
          Thread body = Thread.currentThread();
          environment.fork("interrupting", body::interrupt);
          Assertions.assertThatThrownBy(() -> environment.await(first))
              .isInstanceOf(InterruptedException.class);
          environment.scheduler().schedule(SECOND, () -> first.complete(null));
          environment.scheduler().schedule(SECOND.multipliedBy(2), () -> second.complete(null));
          environment.await(second);
          assertThat(sim.now()).isEqualTo(SECOND.multipliedBy(2));
        });
  }

  @Test
  void anInterruptBeforeAWaitEndsItToo() {
    Simulation.run(
        1,
        sim -> {
          Thread.currentThread().interrupt();
          Assertions.assertThatThrownBy(() -> sim.sleep(SECOND))
              .isInstanceOf(InterruptedException.class);
          assertThat(Thread.currentThread().isInterrupted()).isFalse();
        });
  }

  @Test
  void anInterruptLeftBehindHitsNobodyElse() {
    Simulation.explore(
        0,
        50,
        sim -> {
          Environment environment = sim.environment();
          List<Boolean> interrupted = new ArrayList<>();
          environment.fork("culprit", () -> Thread.currentThread().interrupt());
          environment.fork("other", () -> interrupted.add(Thread.currentThread().isInterrupted()));
          sim.awaitIdle();
          assertThat(interrupted).containsExactly(false);
        });
  }

  private static @Nullable Activation running() {
    return Objects.requireNonNull(Runner.current()).running();
  }

  private static void pause(ActorContext<?> context, Duration duration)
      throws InterruptedException {
    Environment environment = context.system().spi().environment();
    CompletableFuture<Void> over = new CompletableFuture<>();
    environment.scheduler().schedule(duration, () -> over.complete(null));
    environment.await(over);
  }

  private static void passThrough(
      Environment environment, CompletableFuture<Void> door, List<Integer> passed, int number) {
    try {
      environment.await(door);
      passed.add(number);
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }
}
