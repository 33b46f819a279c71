package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.spi.Environment;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SimulationFailureTest {

  private static AssertionError failureOf(SimulationBody body) {
    return failureOf(UnaryOperator.identity(), body);
  }

  private static AssertionError failureOf(
      UnaryOperator<Simulation.Options> configure, SimulationBody body) {
    return catchThrowableOfType(AssertionError.class, () -> Simulation.run(99, configure, body));
  }

  @Test
  void aFailureTellsSeedCauseStepsAndHowToReplay() {
    IOException cause = new IOException("disk on fire");

    AssertionError failure =
        failureOf(sim -> {
          sim.sleep(Duration.ofSeconds(2));
          throw cause;
        });

    assertThat(failure)
        .hasCause(cause)
        .hasMessageContaining("under seed 99, after 3 steps, at 2.000000000 s")
        .hasMessageContaining("disk on fire")
        .hasMessageContaining("     3 2.000000000 s  resume task body")
        .hasMessageEndingWith("Simulation.run(99L, body)");
  }

  @Test
  void anExceptionOfATaskFailsTheSimulation() {
    IllegalStateException cause = new IllegalStateException("task broke");

    AssertionError failure =
        failureOf(sim -> {
          sim.environment()
              .fork(
                  "broken",
                  () -> {
                    throw cause;
                  });
          sim.sleep(Duration.ofHours(1));
        });

    assertThat(failure).hasCause(cause).hasMessageContaining("task broken");
  }

  @Test
  void anExceptionOfATimerFailsTheSimulation() {
    IllegalStateException cause = new IllegalStateException("timer broke");

    AssertionError failure =
        failureOf(sim -> {
          sim.environment()
              .scheduler()
              .schedule(
                  Duration.ofSeconds(1),
                  () -> {
                    throw cause;
                  });
          sim.sleep(Duration.ofHours(1));
        });

    assertThat(failure).hasCause(cause).hasMessageContaining("at 1.000000000 s");
  }

  @Test
  void anExceptionOfAnActorIsItsSupervisionsMatter() {
    Simulation.run(
        1,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("test"));
          ActorRef<String> failing =
              sim.system("other")
                  .spawn(
                      Behaviors.receiveMessage(_ -> {
                        throw new IOException("actor broke");
                      }));
          failing.tell("go");
          probe.expectTerminated(failing);
        });
  }

  @Test
  void aTimerMustNotWait() {
    AssertionError failure =
        failureOf(sim -> {
          Environment environment = sim.environment();
          environment
              .scheduler()
              .schedule(Duration.ofSeconds(1), () -> await(environment, new CompletableFuture<>()));
          sim.sleep(Duration.ofHours(1));
        });

    assertThat(failure).hasMessageContaining("the task of a timer must not wait");
  }

  @Test
  void aBodyThatWaitsForeverIsReportedAtOnceWithItsStack() {
    AssertionError failure = failureOf(sim -> sim.environment().await(new CompletableFuture<>()));

    assertThat(failure)
        .hasMessageContaining("stuck: nothing is ready and no timer is left")
        .hasMessageContaining("task body")
        .hasMessageContaining("SimulationFailureTest");
  }

  @Test
  void actorsThatWaitForEachOtherForeverAreReportedByName() {
    AssertionError failure =
        failureOf(sim -> {
          var system = sim.system("test");
          CompletableFuture<Void> one = new CompletableFuture<>();
          CompletableFuture<Void> two = new CompletableFuture<>();
          system.spawn(waitsThenCompletes(one, two), "romeo").tell("go");
          system.spawn(waitsThenCompletes(two, one), "juliet").tell("go");
          sim.environment().await(one);
        });

    assertThat(failure)
        .hasMessageContaining("These were waiting:")
        .hasMessageContaining("/user/romeo")
        .hasMessageContaining("/user/juliet")
        .hasMessageContaining("SimulationFailureTest.lambda$waitsThenCompletes");
  }

  @Test
  void aFailureNamesWhoWaitedAtThatMoment() {
    AssertionError failure =
        failureOf(sim -> {
          CompletableFuture<Void> never = new CompletableFuture<>();
          ActorRef<String> slow =
              sim.system("test").spawn(waitsThenCompletes(never, never), "slow");
          slow.<String>ask(_ -> "question", Duration.ofSeconds(1));
        });

    assertThat(failure)
        .hasMessageContaining("No reply from /user/slow")
        .hasMessageContaining("These were waiting:\n  /user/slow\n    at ");
  }

  @Test
  void aWaitOutsideTheSeamsIsReportedWithTheStackOfTheCulprit() {
    CountDownLatch latch = new CountDownLatch(1);

    AssertionError failure =
        failureOf(
            options -> options.withPatience(Duration.ofSeconds(2)),
            sim -> {
              ActorRef<String> blocking =
                  sim.system("test")
                      .spawn(
                          (_, _) -> {
                            latch.await();
                            return Behaviors.same();
                          },
                          "blocking");
              blocking.tell("go");
              sim.sleep(Duration.ofSeconds(1));
            });

    assertThat(failure)
        .hasMessageContaining("/user/blocking has kept the baton for PT2S")
        .hasMessageContaining("java.util.concurrent.CountDownLatch.await")
        .hasMessageContaining("SimulationFailureTest");
  }

  @Test
  void anEndlessLoopIsReportedEvenIfItCannotBeEnded() {
    CountDownLatch interrupted = new CountDownLatch(1);

    AssertionError failure =
        failureOf(
            options -> options.withPatience(Duration.ofSeconds(2)),
            _ -> {
              while (interrupted.getCount() > 0) {
                if (Thread.currentThread().isInterrupted()) {
                  interrupted.countDown();
                }
              }
            });

    assertThat(failure).hasMessageContaining("task body has kept the baton");
    assertThat(interrupted.getCount()).isZero();
  }

  @Test
  void aCallFromAnotherThreadFailsTheSimulation() {
    AssertionError failure =
        failureOf(sim -> {
          ActorRef<String> actor = sim.system("test").spawn(Behaviors.ignore());
          sim.awaitIdle();
          FutureTask<Void> hello = new FutureTask<>(() -> actor.tell("hello"), null);
          Thread.ofPlatform().name("stranger").start(hello).join();
        });

    assertThat(failure)
        .hasMessageContaining("only code that the simulation runs may do so")
        .hasMessageContaining("stranger");
  }

  @Test
  void aFutureCompletedByAnotherThreadFailsTheSimulation() {
    AssertionError failure =
        failureOf(sim -> {
          CompletableFuture<Void> future = new CompletableFuture<>();
          sim.environment()
              .fork(
                  "joining",
                  () -> {
                    Thread stranger =
                        Thread.ofPlatform().name("stranger").start(() -> future.complete(null));
                    try {
                      stranger.join();
                    } catch (InterruptedException interrupt) {
                      throw new AssertionError(interrupt);
                    }
                  });
          sim.environment().await(future);
        });

    assertThat(failure).hasMessageContaining("stranger");
  }

  @Test
  void anEndlessSimulationFailsAtTheStepLimit() {
    AssertionError failure =
        failureOf(
            options -> options.withStepLimit(5_000),
            sim -> {
              ActorRef<String> endless =
                  sim.system("test")
                      .spawn((context, message) -> {
                        context.self().tell(message);
                        return Behaviors.same();
                      });
              endless.tell("again");
              sim.environment().await(new CompletableFuture<>());
            });

    assertThat(failure).hasMessageContaining("no end after 5000 steps");
  }

  @Test
  void anEndlessSimulationFailsAtTheLimitOfVirtualTime() {
    AssertionError failure =
        failureOf(
            options -> options.withTimeLimit(Duration.ofMinutes(1)),
            sim -> {
              while (true) {
                sim.sleep(Duration.ofSeconds(7));
              }
            });

    assertThat(failure).hasMessageContaining("no end after PT1M of virtual time");
  }

  @Test
  void limitsMayBeUnbounded() {
    Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);

    Simulation.run(
        1,
        it -> it.withTimeLimit(forEver).withPatience(forEver).withLiveness(forEver),
        sim -> sim.sleep(Duration.ofDays(1_000)));
  }

  @Test
  void systemsAreClosedWhenTheBodyEnds() {
    List<String> stopped = new ArrayList<>();

    Simulation.run(
        1,
        sim -> {
          sim.system("first").spawn(tellsItsEnd("first", stopped)).tell("start");
          sim.system("second").spawn(tellsItsEnd("second", stopped)).tell("start");
          sim.awaitIdle();
        });

    assertThat(stopped).containsExactly("second", "first");
  }

  private static Behavior<String> waitsThenCompletes(
      CompletableFuture<Void> awaited, CompletableFuture<Void> completed) {
    return (context, _) -> {
      context.system().spi().environment().await(awaited);
      completed.complete(null);
      return Behaviors.same();
    };
  }

  private static Behavior<String> tellsItsEnd(String name, List<String> stopped) {
    return Behaviors.receive(
        (_, _) -> Behaviors.same(),
        (_, signal) -> {
          if (signal instanceof Signal.PostStop) {
            stopped.add(name);
          }
          return Behaviors.same();
        });
  }

  private static void await(Environment environment, CompletableFuture<?> future) {
    try {
      environment.await(future);
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }
}
