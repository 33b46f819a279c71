package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.LogExpectation;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class WithMdcTest {

  private static final int SEEDS = Rounds.of(20, 1_000);

  private static Behavior<String> telling(ActorRef<String> probe) {
    return Behaviors.setup(_ -> {
      probe.tell("start " + mdc());
      return Behaviors.receive(
          (_, message) -> {
            probe.tell(message + " " + mdc());
            if (message.equals("fail")) {
              throw new IllegalStateException("on purpose");
            }
            return Behaviors.same();
          },
          (_, signal) -> {
            if (signal instanceof Signal.PostStop) {
              probe.tell("end " + mdc());
            }
            return Behaviors.same();
          });
    });
  }

  private static String mdc() {
    return MDC.get("fixed") + " " + MDC.get("order");
  }

  @Test
  void entriesAreThereWhileTheBehaviorRunsAndThenGone() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("mdc");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.withMdc(
                      Map.of("fixed", "f"), it -> Map.of("order", it), telling(probe.ref())));
          ActorRef<String> other = system.spawn(telling(probe.ref()));
          actor.tell("one");
          actor.tell("two");
          other.tell("three");
          sim.awaitIdle();
          system.stop(actor);

          assertThat(probe.receiveMessages(6))
              .containsExactlyInAnyOrder(
                  "start f null",
                  "one f one",
                  "two f two",
                  "start null null",
                  "three null null",
                  "end f null");
        });
  }

  @Test
  void entriesOfTheMessageHideThoseAroundThemForItsTime() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("nested");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> inner =
              Behaviors.withMdc(
                  Map.of("fixed", "inner"),
                  it -> it.equals("one") ? Map.of("fixed", "message") : Map.of(),
                  telling(probe.ref()));
          ActorRef<String> actor =
              system.spawn(Behaviors.withMdc(Map.of("fixed", "f", "order", "o"), inner));
          actor.tell("one");
          actor.tell("two");

          probe.expectMessages("start inner o", "one message o", "two inner o");
        });
  }

  @Test
  void aHandlerThatFailsLeavesNothingBehind() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("failing");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.resume(),
                      Behaviors.withMdc(
                          it -> it.equals("fail") ? Map.of("order", it) : Map.of(),
                          telling(probe.ref()))));
          actor.tell("fail");
          actor.tell("next");

          probe.expectMessages("start null null", "fail null fail", "next null null");
        });
  }

  @Test
  void anExceptionOfTheFunctionIsAFailureOfTheActor() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("function");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.resume(),
                      Behaviors.withMdc(
                          it -> Map.of("order", it.substring(1)), telling(probe.ref()))));
          actor.tell("");
          actor.tell("_x");

          probe.expectMessages("start null null", "_x null x");
        });
  }

  @Test
  void linesOfTheLogHaveTheEntries() {
    try (var kit = ActorTestKit.create()) {
      ActorRef<String> actor =
          kit.spawn(
              Behaviors.withMdc(
                  it -> Map.of("order", it),
                  Behaviors.<String>receive(
                      (context, _) -> {
                        context.log().info("handled");
                        return Behaviors.same();
                      },
                      (_, _) -> Behaviors.same())));

      kit.expectLog(LogExpectation.info("handled").withMdc("order", "7"), () -> actor.tell("7"));
    }
  }
}
