package io.aether.testkit.core;

import static io.aether.actor.shutdown.ShutdownPhase.ACTOR_SYSTEM_TERMINATE;
import static io.aether.actor.shutdown.ShutdownPhase.AFTER_ACTOR_SYSTEM_TERMINATE;
import static io.aether.actor.shutdown.ShutdownPhase.BEFORE_SERVICE_UNBIND;
import static io.aether.actor.shutdown.ShutdownPhase.SERVICE_STOP;
import static io.aether.actor.shutdown.ShutdownPhase.SERVICE_UNBIND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Cancellable;
import io.aether.actor.Signal;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.actor.shutdown.ShutdownSettings;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.ForwardingEnvironment;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CoordinatedShutdownTest {

  private static final int SEEDS = Rounds.of(50, 1_000);

  private static List<String> journal() {
    return Collections.synchronizedList(new ArrayList<>());
  }

  /// Stops on "stop", and records that it has stopped.
  private static Behavior<String> worker(String name, List<String> journal) {
    return Behaviors.receive(
        (_, message) -> message.equals("stop") ? Behaviors.stopped() : Behaviors.same(),
        (_, signal) -> {
          if (signal instanceof Signal.PostStop) {
            journal.add(name);
          }
          return Behaviors.same();
        });
  }

  private static CompletableFuture<Void> after(Environment environment, Duration time) {
    var over = new CompletableFuture<Void>();
    environment.scheduler().schedule(time, () -> over.complete(null));
    return over;
  }

  @Test
  void phasesRunInTheirOrderAndActorsStopInTheirs() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("order");
          List<String> journal = journal();
          var shutdown = system.coordinatedShutdown();
          shutdown.addTask(AFTER_ACTOR_SYSTEM_TERMINATE, "pool", () -> journal.add("pool"));
          shutdown.addTask(SERVICE_STOP, "stop", () -> journal.add("stop"));
          shutdown.addAsyncTask(
              SERVICE_UNBIND,
              "slow unbind",
              () ->
                  after(sim.environment(), Duration.ofSeconds(2))
                      .thenRun(() -> journal.add("unbind")));
          system.spawn(worker("actor", journal));
          sim.awaitIdle(); // an actor that never started has no PostStop

          system.close();

          assertThat(journal).containsExactly("unbind", "stop", "actor", "pool");
          assertThat(shutdown.reason()).contains("close() was called");
        });
  }

  @Test
  void aTaskThatFailsOrHangsHoldsUpNobodyForLongerThanItsPhaseMayTake() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("stubborn");
          List<String> journal = journal();
          var shutdown = system.coordinatedShutdown();
          shutdown.addTask(
              BEFORE_SERVICE_UNBIND,
              "fails",
              () -> {
                throw new IllegalStateException("on purpose");
              });
          shutdown.addAsyncTask(
              BEFORE_SERVICE_UNBIND,
              "fails later",
              () -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
          shutdown.addAsyncTask(SERVICE_UNBIND, "hangs", CompletableFuture::new);
          shutdown.addTask(SERVICE_STOP, "works", () -> journal.add("works"));
          long start = sim.environment().scheduler().nanoTime();

          system.close();

          assertThat(journal).containsExactly("works");
          assertThat(Duration.ofNanos(sim.environment().scheduler().nanoTime() - start))
              .isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_100));
        });
  }

  @Test
  void itRunsOnceForAllCallers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("once");
          List<String> journal = journal();
          var shutdown = system.coordinatedShutdown();
          shutdown.addAsyncTask(
              SERVICE_UNBIND,
              "slow",
              () -> {
                journal.add("unbind");
                return after(sim.environment(), Duration.ofSeconds(1));
              });
          var terminated = shutdown.run("the first");
          sim.environment().fork("another", system::close);

          system.close();

          assertThat(terminated).isCompleted();
          assertThat(journal).containsExactly("unbind");
          assertThat(shutdown.reason()).contains("the first");
        });
  }

  @Test
  void aTaskMayCloseTheSystemThatWaitsForIt() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("closer");
          List<String> journal = journal();
          system
              .coordinatedShutdown()
              .addTask(
                  SERVICE_UNBIND,
                  "closes everything",
                  () -> {
                    system.close();
                    journal.add("closed");
                  });
          system.spawn(worker("actor", journal));
          sim.awaitIdle(); // an actor that never started has no PostStop

          system.close();

          assertThat(journal).containsExactly("closed", "actor");
        });
  }

  @Test
  void aCancelledTaskDoesNotRunAndALateOneIsRefused() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("cancel");
          List<String> journal = journal();
          var shutdown = system.coordinatedShutdown();
          Cancellable task =
              shutdown.addTask(SERVICE_STOP, "cancelled", () -> journal.add("cancelled"));

          assertThat(task.cancel()).isTrue();
          assertThat(task.cancel()).isFalse();
          assertThatIllegalArgumentException()
              .isThrownBy(() -> shutdown.addTask("service-stpo", "typo", () -> {}))
              .withMessageContaining("no phase 'service-stpo'")
              .withMessageContaining("service-stop");
          system.close();

          assertThat(journal).isEmpty();
          assertThatIllegalStateException()
              .isThrownBy(() -> shutdown.addTask(SERVICE_STOP, "late", () -> {}))
              .withMessageContaining("'late' is too late");
        });
  }

  @Test
  void anActorIsStoppedInItsPhaseAndWaitedFor() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("actors");
          List<String> journal = journal();
          ActorRef<String> told = system.spawn(worker("told", journal));
          ActorRef<String> stopped = system.spawn(worker("stopped", journal));
          sim.awaitIdle();
          var shutdown = system.coordinatedShutdown();
          shutdown.addStop(SERVICE_UNBIND, told, "stop");
          shutdown.addStop(SERVICE_STOP, stopped);
          shutdown.addTask(ACTOR_SYSTEM_TERMINATE, "last", () -> journal.add("last"));

          system.close();

          assertThat(journal).containsExactly("told", "stopped", "last");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> sim.system("other").coordinatedShutdown().addStop("any", told))
              .withMessageContaining("not a local actor of 'other'");
        });
  }

  private static ShutdownSettings withDrain(ShutdownSettings settings) {
    return settings
        .withPhaseBefore(SERVICE_UNBIND, new ShutdownPhase("drain", Duration.ofSeconds(9)))
        .withPhase(new ShutdownPhase("drain", Duration.ofSeconds(30)));
  }

  @Test
  void aPhaseOfOnesOwnRunsWhereItWasPut() {
    Simulation.run(
        0,
        sim -> {
          List<String> journal = journal();
          var system =
              sim.system("own", config -> config.withShutdown(CoordinatedShutdownTest::withDrain));
          var shutdown = system.coordinatedShutdown();
          shutdown.addTask(SERVICE_UNBIND, "unbind", () -> journal.add("unbind"));
          shutdown.addAsyncTask(
              "drain",
              "drain",
              () ->
                  after(sim.environment(), Duration.ofSeconds(20))
                      .thenRun(() -> journal.add("drain")));

          system.close();

          assertThat(journal).containsExactly("drain", "unbind");
        });
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ShutdownSettings.defaults().withPhases(List.of()))
        .withMessageContaining(ACTOR_SYSTEM_TERMINATE);
  }

  @Test
  void actorsMayBeSpawnedUntilTheyAreStopped() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("spawn");
          List<String> journal = journal();
          system
              .coordinatedShutdown()
              .addTask(
                  SERVICE_STOP,
                  "spawn",
                  () -> {
                    system.spawn(worker("late", journal));
                    journal.add("spawned");
                  });

          system.close();

          assertThat(journal).startsWith("spawned");
          assertThatIllegalStateException().isThrownBy(() -> system.spawn(Behaviors.empty()));
        });
  }

  @Test
  void theEndOfTheWorldBeginsItAndWaitsUnlessTheHookIsOff() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          List<String> journal = journal();
          List<Runnable> hooks = new ArrayList<>();
          var ending = new EndingEnvironment(sim.environment(), hooks);
          sim.system(
              "off",
              config -> config.withEnvironment(ending).withShutdown(it -> it.withJvmHook(false)));
          assertThat(hooks).isEmpty();
          var system = sim.system("on", config -> config.withEnvironment(ending));
          system.spawn(worker("actor", journal));
          sim.awaitIdle();
          system.coordinatedShutdown().addTask(SERVICE_STOP, "task", () -> journal.add("task"));

          hooks.getFirst().run();

          assertThat(journal).containsExactly("task", "actor");
          assertThat(system.coordinatedShutdown().reason()).contains("the JVM ends");
          assertThat(hooks).as("what has ended needs no hook").isEmpty();
        });
  }

  @Test
  void inRealTimeASystemEndsInTheSameOrder() {
    List<String> journal = journal();
    try (var system = ActorSystem.create("real")) {
      ActorRef<String> actor = system.spawn(worker("actor", journal));
      // @start region="tasks"
      var shutdown = system.coordinatedShutdown();
      shutdown.addTask(SERVICE_STOP, "task", () -> journal.add("task"));
      shutdown.addTask(AFTER_ACTOR_SYSTEM_TERMINATE, "pool", () -> journal.add("pool"));
      shutdown.addStop(BEFORE_SERVICE_UNBIND, actor, "stop"); // and wait until it has stopped
      // @end
    }

    assertThat(journal).containsExactly("actor", "task", "pool");
  }

  /// A simulated environment whose shutdown a test can start.
  private static final class EndingEnvironment extends ForwardingEnvironment {

    private final List<Runnable> hooks;

    EndingEnvironment(Environment environment, List<Runnable> hooks) {
      super(environment);
      this.hooks = hooks;
    }

    @Override
    public Cancellable onExit(Runnable task) {
      hooks.add(task);
      return () -> hooks.remove(task);
    }
  }
}
