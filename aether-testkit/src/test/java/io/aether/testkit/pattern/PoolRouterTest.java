package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Mailbox;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolRouterTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Pool THREE = Pool.of(3);

  private record Handled(String routee, String message) {}

  /// Tells the probe its messages; fails or stops on demand.
  private static Behavior<String> worker(ActorRef<? super Handled> probe) {
    return (context, message) -> {
      probe.tell(new Handled(context.self().path().name(), message));
      return switch (message) {
        case "fail" -> throw new IllegalStateException("on purpose");
        case "stop" -> Behaviors.stopped();
        default -> Behaviors.same();
      };
    };
  }

  private static List<Handled> each(String message) {
    return List.of(
        new Handled("routee-1", message),
        new Handled("routee-2", message),
        new Handled("routee-3", message));
  }

  @Test
  void eachRouteeGetsEveryThirdMessage() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("turns");
          TestProbe<Handled> probe = sim.probe(system);
          ActorRef<String> pool = system.spawn(Routers.pool(3, worker(probe.ref())));
          for (int n = 0; n < 9; n++) {
            pool.tell("x");
          }

          assertThat(probe.receiveMessages(9))
              .containsAll(each("x"))
              .allMatch(handled -> handled.message().equals("x"))
              .extracting(Handled::routee)
              .satisfies(names -> assertThat(names.stream().filter("routee-2"::equals)).hasSize(3));
        });
  }

  @Test
  void aRouteeThatEndsIsReplacedInItsPlace() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("healing");
          TestProbe<Handled> probe = sim.probe(system);
          ActorRef<String> pool =
              system.spawn(Routers.pool(THREE, Routing.broadcast(), worker(probe.ref())));
          for (String end : new String[] {"fail", "stop", "fail"}) {
            pool.tell(end);
            probe.receiveMessages(3);
            sim.awaitIdle();
          }

          pool.tell("x");

          assertThat(probe.receiveMessages(3)).containsExactlyInAnyOrderElementsOf(each("x"));
          probe.expectNoMessage();
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aRouteeThatIsNotReplacedIsPassedOverAndTheLastStopsTheRouter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("shrinking");
          TestProbe<Handled> probe = sim.probe(system);
          ActorRef<String> pool =
              system.spawn(
                  Routers.pool(
                      THREE.withoutReplacement(), Routing.roundRobin(), worker(probe.ref())));
          pool.tell("fail");
          probe.receiveMessage();
          sim.awaitIdle();

          for (int n = 0; n < 4; n++) {
            pool.tell("x");
          }
          assertThat(probe.receiveMessages(4))
              .extracting(Handled::routee)
              .containsOnly("routee-2", "routee-3");
          for (int n = 0; n < 2; n++) {
            pool.tell("stop");
            probe.receiveMessage();
            sim.awaitIdle();
          }

          probe.expectTerminated(pool);
        });
  }

  @Test
  void oneThatCannotStartIsNotReplacedWithoutEnd() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("spinning");
          TestProbe<Object> probe = sim.probe(system);
          AtomicInteger starts = new AtomicInteger();
          Behavior<String> broken =
              Behaviors.setup(_ -> {
                starts.incrementAndGet();
                throw new IllegalStateException("cannot start");
              });
          Behavior<String> parent =
              Behaviors.setup(context -> {
                context.watch(
                    context.spawn(
                        Routers.pool(
                            THREE.withReplacements(4, Duration.ofSeconds(1)),
                            Routing.roundRobin(),
                            broken)));
                return Behaviors.receive(
                    (_, _) -> Behaviors.same(),
                    (_, signal) -> {
                      probe.ref().tell(signal);
                      return Behaviors.same();
                    });
              });
          system.spawn(parent);

          Signal.ChildFailed failed = (Signal.ChildFailed) probe.receiveMessage();
          assertThat(failed.cause())
              .hasMessageContaining("more than 4 times within PT1S")
              .hasRootCauseMessage("cannot start");
          assertThat(starts).hasValue(3 * (1 + 4));
        });
  }

  @Test
  void theGuardForgetsWhatWasLongAgo() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("patient");
          TestProbe<Handled> probe = sim.probe(system);
          ActorRef<String> pool =
              system.spawn(
                  Routers.pool(
                      Pool.of(1).withReplacements(1, Duration.ofSeconds(1)),
                      Routing.roundRobin(),
                      worker(probe.ref())));
          for (int n = 0; n < 5; n++) {
            pool.tell("fail");
            probe.receiveMessage();
            sim.advance(Duration.ofMillis(1_001));
          }
          pool.tell("x");
          probe.expectMessage(new Handled("routee-1", "x"));

          pool.tell("fail");
          probe.receiveMessage();
          sim.awaitIdle();
          pool.tell("fail");
          probe.receiveMessage();
          probe.expectTerminated(pool);
        });
  }

  @Test
  void aWindowMayBeUnbounded() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("ever");
          TestProbe<Handled> probe = sim.probe(system);
          ActorRef<String> pool =
              system.spawn(
                  Routers.pool(
                      Pool.of(1).withReplacements(2, Duration.ofSeconds(Long.MAX_VALUE)),
                      Routing.roundRobin(),
                      worker(probe.ref())));
          for (int n = 0; n < 3; n++) {
            pool.tell("fail");
            probe.receiveMessage();
            sim.sleep(Duration.ofHours(1));
          }

          probe.expectTerminated(pool);
        });
  }

  @Test
  void aSupervisedPoolStartsOver() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("supervised");
          TestProbe<Handled> probe = sim.probe(system);
          ActorRef<String> pool =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart()
                          .withBackoff(Duration.ofSeconds(1), Duration.ofSeconds(9)),
                      Routers.pool(
                          Pool.of(1).withoutReplacement(),
                          Routing.roundRobin(),
                          worker(probe.ref()))));
          pool.tell("fail");
          probe.expectMessage(new Handled("routee-1", "fail"));
          sim.awaitIdle();

          pool.tell("x");

          probe.expectMessage(new Handled("routee-1", "x"));
        });
  }

  @Test
  void routeesAndTheirReplacementsAreRunAsTheirPropsSay() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<String> threads = kit.createTestProbe();
      Behavior<String> worker =
          Behaviors.setup(_ -> {
            threads.ref().tell(Thread.currentThread().getName());
            return Behaviors.receiveMessage(_ -> Behaviors.stopped());
          });
      // @start region="props"
      Pool pinned =
          Pool.of(2).withRouteeProps(Props.defaults().withDispatcher(DispatcherSelector.pinned()));
      // @end
      ActorRef<String> pool =
          kit.spawn(Routers.pool(pinned, Routing.roundRobin(), worker), "pinned");
      List<String> first = threads.receiveMessages(2);

      pool.tell("stop");
      pool.tell("stop");

      assertThat(first).allMatch(name -> name.contains("pinned/routee-"));
      assertThat(threads.receiveMessages(2)).containsExactlyInAnyOrderElementsOf(first);
    }
  }

  @Test
  void aPoolGoesOnWhenARouteeHasNoRoom() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("bounded");
          TestProbe<Handled> probe = sim.probe(system);
          TestProbe<ActorRef<String>> refs = sim.probe(system);
          Pool bounded =
              Pool.of(1)
                  .withRouteeProps(
                      Props.defaults().withMailbox(Mailbox.bounded(1, Mailbox.Overflow.fail())));
          Behavior<String> worker =
              Behaviors.setup(context -> {
                refs.ref().tell(context.self());
                return worker(probe.ref());
              });
          ActorRef<String> pool = system.spawn(Routers.pool(bounded, Routing.roundRobin(), worker));
          ActorRef<String> routee = refs.receiveMessage();
          sim.stepper().suspend(routee);

          pool.tell("1");
          pool.tell("2");
          sim.awaitIdle();
          sim.stepper().resume(routee);

          probe.expectMessage(new Handled("routee-1", "1"));
          assertThat(system.deadLetters().count(DeadLetter.Reason.OVERFLOW)).isEqualTo(1);
          pool.tell("3");
          probe.expectMessage(new Handled("routee-1", "3"));
        });
  }

  @Test
  void aPoolOfNoneIsRefused() {
    assertThatThrownBy(() -> Pool.of(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be at least 1, but was: 0");
  }

  @Test
  void aPoolHealsOnRealThreads() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<Handled> probe = kit.createTestProbe();
      Behavior<String> worker =
          Behaviors.setup(context -> {
            probe.ref().tell(new Handled(context.self().path().name(), "started"));
            return worker(probe.ref());
          });

      // @start region="pool"
      ActorRef<String> pool =
          kit.spawn(
              Routers.pool(
                  Pool.of(3).withReplacements(10, Duration.ofSeconds(30)),
                  Routing.roundRobin(),
                  worker),
              "workers");
      // @end
      assertThat(probe.receiveMessages(3)).containsExactlyInAnyOrderElementsOf(each("started"));
      for (int n = 0; n < 3; n++) {
        pool.tell("fail");
      }
      assertThat(probe.receiveMessages(6)).containsAll(each("fail")).containsAll(each("started"));
      for (int n = 0; n < 3; n++) {
        pool.tell("x");
      }
      assertThat(probe.receiveMessages(3)).containsExactlyInAnyOrderElementsOf(each("x"));
    }
  }
}
