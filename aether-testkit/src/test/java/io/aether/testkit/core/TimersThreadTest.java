package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.StashBuffer;
import io.aether.actor.inspect.TargetState;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.actor.shutdown.ShutdownSettings;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// User code, explanations and inspections delay no timer, since the timers thread runs none of
/// them.
@Timeout(120)
class TimersThreadTest {

  private static final Duration MOMENT = Duration.ofMillis(50);

  /// A timeout that is not over before the next statement has run.
  private static final Duration LATER = Duration.ofSeconds(2);

  private static ActorRef<ActorRef<String>> silent(ActorSystem system) {
    return system.spawn(Behaviors.ignore());
  }

  /// Waits for a timer of another system.
  private static void awaitTimer() throws Exception {
    try (var other = ActorSystem.create("other")) {
      var fired = new CompletableFuture<Void>();
      Behavior<String> timed =
          Behaviors.setup(context -> {
            context.timers().startSingle("key", "tick", Duration.ofMillis(10));
            return Behaviors.receiveMessage(_ -> {
              fired.complete(null);
              return Behaviors.stopped();
            });
          });
      other.spawn(timed);
      fired.get(30, TimeUnit.SECONDS);
    }
  }

  /// Reads the timeout's exception, on the thread that completes the future.
  private static <R> CompletableFuture<Thread> threadOfTimeout(CompletableFuture<R> ask) {
    return ask.handle((_, _) -> Thread.currentThread());
  }

  private static ActorSystem limitedInClosing() {
    return ActorSystem.create("limited", config -> config.withCloseTimeout(Duration.ofSeconds(20)));
  }

  @Test
  void aContinuationOfATimeoutMayAskAndEnds() throws Exception {
    try (var system = ActorSystem.create("asking")) {
      ActorRef<ActorRef<String>> silent = silent(system);

      CompletableFuture<String> answer =
          silent
              .<String>askAsync(self -> self, MOMENT)
              .exceptionally(failure -> {
                try {
                  return silent.ask(self -> self, Duration.ofMillis(200));
                } catch (AskException.TimedOut second) {
                  return "timed out twice";
                } catch (InterruptedException interrupt) {
                  return "interrupted";
                }
              });

      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("timed out twice");
    }
  }

  @Test
  void continuationsThatBlockStopNeitherTimersNorOtherTimeoutsNorClose() throws Exception {
    var door = new CountDownLatch(1);
    var blocked = new CountDownLatch(100);
    var system = limitedInClosing();
    try {
      ActorRef<ActorRef<String>> silent = silent(system);
      for (int n = 0; n < 100; n++) {
        silent
            .<String>askAsync(self -> self, LATER)
            .whenComplete((_, _) -> {
              blocked.countDown();
              awaitUninterrupted(door);
            });
      }
      assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();

      awaitTimer();
      assertThatThrownBy(() -> silent.<String>ask(self -> self, MOMENT))
          .isInstanceOf(AskException.TimedOut.class);
      assertThatThrownBy(() -> silent.<String>askAsync(self -> self, MOMENT).get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(AskException.TimedOut.class);
      system.close(); // throws if that takes longer than its timeout
    } finally {
      door.countDown();
      system.close();
    }
  }

  @Test
  void aContinuationOfAStoppedTargetDoesNotHoldTheTarget() throws Exception {
    var door = new CountDownLatch(1);
    try (var system = limitedInClosing()) {
      ActorRef<ActorRef<String>> silent = silent(system);
      silent
          .<String>askAsync(self -> self, Duration.ofHours(1))
          .whenComplete((_, _) -> awaitUninterrupted(door));

      system.terminate().get(30, TimeUnit.SECONDS);
    } finally {
      door.countDown();
    }
  }

  @Test
  void aContinuationOfARequestThatAFullStashRefusesDoesNotHoldTheTarget() throws Exception {
    var door = new CountDownLatch(1);
    try (var system = ActorSystem.create("full")) {
      ActorRef<ActorRef<String>> stashing =
          system.spawn(
              Behaviors.withStash(
                  1,
                  StashBuffer.Overflow.DROP_OLDEST,
                  stash ->
                      (_, replyTo) -> {
                        if (stash.isFull()) {
                          replyTo.tell("I am free");
                        }
                        stash.stash(replyTo);
                        return Behaviors.same();
                      }));
      stashing
          .<String>askAsync(self -> self, Duration.ofHours(1))
          .whenComplete((_, _) -> awaitUninterrupted(door));

      stashing.tell(system.ignoreRef()); // the first request has to make room
      String answer = stashing.ask(self -> self, Duration.ofSeconds(10));

      assertThat(answer).isEqualTo("I am free");
    } finally {
      door.countDown();
    }
  }

  @Test
  void aTimeoutIsDeliveredByAWorker() throws Exception {
    try (var system = ActorSystem.create("threads")) {
      CompletableFuture<Thread> thread =
          threadOfTimeout(silent(system).<String>askAsync(self -> self, LATER));

      assertThat(thread.get(30, TimeUnit.SECONDS).isVirtual()).isTrue();
    }
  }

  @Test
  void theEndOfAShutdownIsNotHeardOfOnTheTimersThread() throws Exception {
    var phase = new ShutdownPhase("last", LATER);
    var phases = new ArrayList<>(ShutdownSettings.defaults().phases());
    phases.add(phase);
    var system =
        ActorSystem.create(
            "late", config -> config.withShutdown(settings -> settings.withPhases(phases)));
    system.coordinatedShutdown().addAsyncTask("last", "never ends", CompletableFuture::new);

    CompletableFuture<Thread> thread = threadOfTimeout(system.terminate());

    assertThat(thread.get(30, TimeUnit.SECONDS).isVirtual()).isTrue();
  }

  @Test
  void aSimulationRunsContinuationsThatBlock() {
    Simulation.explore(
        0,
        20,
        sim -> {
          ActorRef<ActorRef<String>> silent = silent(sim.system("simulated"));
          List<CompletableFuture<Void>> all = new ArrayList<>();
          for (int n = 0; n < 10; n++) {
            all.add(
                silent
                    .<String>askAsync(self -> self, MOMENT)
                    .handle((_, _) -> {
                      sleep(sim, Duration.ofSeconds(1));
                      return null;
                    }));
          }
          for (CompletableFuture<Void> each : all) {
            sim.environment().await(each);
          }
          assertThat(sim.now()).isEqualTo(MOMENT.plusSeconds(1)); // all at the same time
        });
  }

  // ---- Explanations ----

  @Test
  void manyTimeoutsAreExplainedBrieflyAndSaySo() throws Exception {
    try (var system = ActorSystem.create("many")) {
      List<CompletableFuture<String>> asks =
          IntStream.range(0, 5_000)
              .mapToObj(_ -> silent(system).<String>askAsync(self -> self, MOMENT.multipliedBy(20)))
              .toList();

      List<AskException.TimedOut> failures = asks.stream().map(TimersThreadTest::failure).toList();

      assertThat(failures).anyMatch(failure -> !state(failure).brief());
      assertThat(failures)
          .filteredOn(failure -> state(failure).brief())
          .isNotEmpty()
          .allSatisfy(failure ->
              assertThat(failure)
                  .hasMessageContaining("nothing else is known")
                  .hasMessageContaining("it is alive"));
    }
  }

  @Test
  void asksOfOneTargetShareALook() throws Exception {
    try (var system = ActorSystem.create("one")) {
      ActorRef<ActorRef<String>> silent = silent(system);
      List<CompletableFuture<String>> asks =
          IntStream.range(0, 5_000)
              .mapToObj(_ -> silent.<String>askAsync(self -> self, MOMENT.multipliedBy(20)))
              .toList();

      assertThat(asks)
          .extracting(TimersThreadTest::failure)
          .filteredOn(failure -> !state(failure).brief())
          .hasSizeGreaterThan(500)
          .allMatch(failure -> state(failure).requestTaken());
    }
  }

  private static AskException.TimedOut failure(CompletableFuture<String> ask) {
    return (AskException.TimedOut) ask.handle((_, failure) -> failure).join();
  }

  private static TargetState state(AskException.TimedOut failure) {
    return failure.targetState().orElseThrow();
  }

  private static void sleep(Simulation sim, Duration time) {
    try {
      sim.sleep(time);
    } catch (InterruptedException interrupt) {
      throw new AssertionError(interrupt);
    }
  }

  private static void awaitUninterrupted(CountDownLatch door) {
    try {
      door.await();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
