package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Props;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.inspect.ActorStatus.Phase;
import io.aether.actor.inspect.Inspection;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class InspectionTest {

  private static final int SEEDS = Rounds.of(30, 500);

  /// Fails or blocks on demand; `blocked` is completed when it blocks.
  private record Worker(CompletableFuture<Void> blocked, CompletableFuture<Void> door)
      implements Behavior<String> {

    static Behavior<String> create() {
      return new Worker(new CompletableFuture<>(), new CompletableFuture<>());
    }

    @Override
    public Behavior<String> onMessage(ActorContext<String> context, String message)
        throws Exception {
      switch (message) {
        case "block" -> {
          blocked.complete(null);
          context.system().spi().environment().await(door);
        }
        case "fail" -> throw new IllegalStateException("on \"purpose\"");
        case "what" -> {
          return Behaviors.unhandled();
        }
        default -> {}
      }
      return this;
    }
  }

  private static Behavior<String> family() {
    return Behaviors.setup(context -> {
      for (String name : List.of("a", "b", "c")) {
        context.spawn(Worker.create(), name);
      }
      context.spawn(Behaviors.ignore());
      return Behaviors.ignore();
    });
  }

  private static ActorStatus at(Inspection inspection, String path) {
    return inspection.at(new ActorPath(path)).orElseThrow();
  }

  @Test
  void theTreeIsWholeOnceTheActorsAreThere() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("inspected");
          var family = system.spawn(family(), "family");
          sim.awaitIdle();

          Inspection inspection = system.inspect();

          assertThat(at(inspection, "/user/family").children()).hasSize(4);
          assertThat(inspection.all()).allMatch(actor -> actor.phase() == Phase.RUNNING);
          assertThat(inspection.all()).allMatch(actor -> actor.busy() == null);
          assertThat(system.inspect(family)).isEqualTo(at(inspection, "/user/family"));
        });
  }

  @Test
  void lookingWhileTheTreeChangesIsSafe() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("changing");
          for (int i = 0; i < 5; i++) {
            var family = system.spawn(family(), "family");
            assertThat(system.inspect(family).children()).hasSizeLessThanOrEqualTo(4);
            system.stop(family);
            assertThat(system.inspect().all()).isNotEmpty();
            sim.awaitIdle();
          }
        });
  }

  @Test
  void aFailureAndARestartAreRemembered() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("failing");
          var actor =
              system.spawn(
                  Behaviors.supervise(SupervisorStrategy.restart(), Worker.create()), "actor");
          actor.tell("fail");
          actor.tell("fail");
          sim.awaitIdle();

          ActorStatus status = system.inspect(actor);

          assertThat(status.restarts()).isEqualTo(2);
          assertThat(status.lastFailure())
              .isNotNull()
              .satisfies(failure -> {
                assertThat(failure.cause()).contains("IllegalStateException: on \"purpose\"");
                assertThat(failure.at()).isEqualTo(sim.environment().clock().instant());
              });
          assertThat(status.behavior()).isEqualTo(Worker.class.getName());
        });
  }

  @Test
  void anActorThatBlocksItsSendersThreadIsSeenFromOutside() throws Exception {
    var worker = new Worker(new CompletableFuture<>(), new CompletableFuture<>());
    var callers = Props.defaults().withDispatcher(DispatcherSelector.callers());
    try (var system = ActorSystem.create("callers")) {
      var actor = system.spawn(worker, "actor", callers);
      var sender = Thread.ofPlatform().start(() -> actor.tell("block"));
      worker.blocked().join();

      ActorStatus status = system.inspect(actor);
      worker.door().complete(null);
      sender.join();

      assertThat(status.busy())
          .isNotNull()
          .satisfies(busy ->
              assertThat(busy.stack())
                  .anyMatch(frame -> frame.getClassName().equals(Worker.class.getName())));
    }
  }

  @Test
  void aBlockedActorIsSeenFromOutside() throws Exception {
    var worker = new Worker(new CompletableFuture<>(), new CompletableFuture<>());
    try (var system = ActorSystem.create("busy")) {
      var actor = system.spawn(worker, "actor");
      for (String message : List.of("block", "one", "two", "three")) {
        actor.tell(message);
      }
      worker.blocked().join();

      Inspection inspection = system.inspect();
      worker.door().complete(null);

      assertThat(at(inspection, "/user/actor").queued()).isEqualTo(3);
      assertThat(at(inspection, "/user/actor").busy())
          .isNotNull()
          .satisfies(busy ->
              assertThat(busy.stack())
                  .anyMatch(frame -> frame.getClassName().equals(Worker.class.getName())));
      assertThat(inspection.toString()).contains("actor  " + Worker.class.getName());
      assertThat(inspection.user().busy()).isNull();
    }
  }

  @Test
  void aStashIsCounted() throws Exception {
    Behavior<String> stashing =
        Behaviors.withStash(
            10,
            stash ->
                Behaviors.receiveMessage(message -> {
                  stash.stash(message);
                  return Behaviors.same();
                }));
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("stashing");
          var actor = system.spawn(stashing, "actor");
          actor.tell("one");
          actor.tell("two");
          sim.awaitIdle();

          assertThat(system.inspect(actor).stashed()).isEqualTo(2);
        });
  }

  @Test
  void jsonSaysTheSame() throws Exception {
    try (var system = ActorSystem.create("json")) {
      ActorRef<String> actor =
          system.spawn(Behaviors.supervise(SupervisorStrategy.resume(), Worker.create()), "actor");
      actor.tell("fail");
      actor.tell("what");
      while (system.deadLetters().count(DeadLetter.Reason.UNHANDLED) == 0) {
        Thread.onSpinWait();
      }

      JsonNode json = new ObjectMapper().readTree(system.inspect().toJson());

      assertThat(json.at("/system").asString()).isEqualTo("json");
      assertThat(json.at("/deadLetters/UNHANDLED").asInt()).isEqualTo(1);
      JsonNode child = json.at("/actors/0/children/0");
      assertThat(child.at("/path").asString()).isEqualTo("/user/actor");
      assertThat(child.at("/phase").asString()).isEqualTo("RUNNING");
      assertThat(child.at("/lastFailure/cause").asString()).contains("on \"purpose\"");
      assertThat(child.at("/queued").isInt()).isTrue();
    }
  }

  @Test
  void aRefThatLivesElsewhereIsRefused() {
    try (var here = ActorSystem.create("here");
        var there = ActorSystem.create("there")) {
      ActorRef<String> actor = there.spawn(Behaviors.ignore(), "actor");

      assertThatThrownBy(() -> here.inspect(actor))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("/user/actor")
          .hasMessageContaining("not a local actor of 'here'");
    }
  }

  @Test
  void deadLettersAreCountedByReason() throws Exception {
    try (var system = ActorSystem.create("letters")) {
      system.spi().deadLetter("lost", new ActorPath("/user/x"), DeadLetter.Reason.OVERFLOW);

      assertThat(system.inspect().deadLetters()).containsEntry(DeadLetter.Reason.OVERFLOW, 1L);
    }
  }
}
