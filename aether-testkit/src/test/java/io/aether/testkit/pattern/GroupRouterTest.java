package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.pattern.ServiceKey;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupRouterTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final ServiceKey<String> WORKERS = new ServiceKey<>(String.class, "workers");

  private record Greet(ActorRef<String> replyTo) {}

  private static Behavior<String> mortal(ActorRef<String> probe) {
    return Behaviors.receiveMessage(message -> {
      probe.tell(message);
      return message.equals("stop") ? Behaviors.stopped() : Behaviors.same();
    });
  }

  @Test
  void messagesBeforeTheFirstListingAreKeptInOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("early");
          TestProbe<String> probe = sim.probe(system);
          Receptionist.of(system).register(WORKERS, probe.ref());

          ActorRef<String> group = system.spawn(Routers.group(WORKERS));
          for (int n = 0; n < 5; n++) {
            group.tell("early " + n);
          }

          for (int n = 0; n < 5; n++) {
            probe.expectMessage("early " + n);
          }
          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aMessageWithoutRoomBeforeTheFirstListingIsADeadLetter() {
    List<Long> overflows = new ArrayList<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      Simulation.run(
          seed,
          sim -> {
            var system = sim.system("full");
            TestProbe<String> probe = sim.probe(system);
            Receptionist receptionist = Receptionist.of(system);
            receptionist.register(WORKERS, probe.ref());

            ActorRef<String> group =
                system.spawn(
                    Routers.group(receptionist, WORKERS, Routing.roundRobin(), /* kept= */ 2));
            for (int n = 0; n < 5; n++) {
              group.tell("early " + n);
            }
            sim.awaitIdle();

            long overflow = system.deadLetters().count(DeadLetter.Reason.OVERFLOW);
            overflows.add(overflow);
            assertThat(probe.receiveMessages(5 - (int) overflow)).startsWith("early 0", "early 1");
            probe.expectNoMessage();
          });
    }
    assertThat(overflows).contains(3L).allMatch(overflow -> overflow <= 3);
  }

  @Test
  void aMessageForNobodyIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("nobody");
          List<DeadLetter> letters = new ArrayList<>();
          system.deadLetters().listen(letters::add);
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> group = system.spawn(Routers.group(WORKERS), "group");
          group.tell("early");
          sim.awaitIdle();
          ActorRef<String> worker = system.spawn(mortal(probe.ref()));
          Receptionist.of(system).register(WORKERS, worker);
          sim.awaitIdle();
          group.tell("stop");
          probe.expectMessage("stop");
          sim.awaitIdle();
          group.tell("late");
          sim.awaitIdle();

          assertThat(letters)
              .containsExactly(
                  new DeadLetter("early", group.path(), DeadLetter.Reason.NO_ROUTEE),
                  new DeadLetter("late", group.path(), DeadLetter.Reason.NO_ROUTEE));
        });
  }

  @Test
  void theGroupFollowsWhoIsRegistered() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("following");
          var receptionist = Receptionist.of(system);
          TestProbe<String> one = sim.probe(system);
          TestProbe<String> two = sim.probe(system);
          receptionist.register(WORKERS, one.ref());
          ActorRef<String> group = system.spawn(Routers.group(WORKERS, Routing.broadcast()));
          group.tell("1");
          one.expectMessage("1");

          receptionist.register(WORKERS, two.ref());
          sim.awaitIdle();
          group.tell("2");
          one.expectMessage("2");
          two.expectMessage("2");

          receptionist.deregister(WORKERS, one.ref());
          sim.awaitIdle();
          group.tell("3");
          two.expectMessage("3");
          one.expectNoMessage();
        });
  }

  @Test
  void aRestartedGroupAsksAnewAndForgetsNobody() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("restarted");
          TestProbe<String> probe = sim.probe(system);
          Receptionist.of(system).register(WORKERS, probe.ref());
          Routing<String> brittle =
              _ ->
                  (message, routees) -> {
                    if (message.equals("fail")) {
                      throw new IllegalStateException("on purpose");
                    }
                    routees.getFirst().tell(message);
                  };
          ActorRef<String> group =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), Routers.group(WORKERS, brittle)),
                  "group");
          group.tell("fail");
          group.tell("x");

          probe.expectMessage("x");
          sim.awaitIdle();
          Receptionist.of(system).register(WORKERS, system.spawn(Behaviors.ignore(), "another"));
          sim.awaitIdle();
          assertThat(sim.story())
              .filteredOn(line -> line.contains("-> /user/group: Listing"))
              .filteredOn(line -> line.contains("/user/another"))
              .as("the subscription of the previous life has ended")
              .hasSize(1);
        });
  }

  @Test
  void anAskThroughAGroupAndAPoolIsAnsweredEvenBeforeTheFirstListing() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("ask");
          Behavior<Greet> greeter =
              Behaviors.receiveMessage(greet -> {
                greet.replyTo().tell("hello");
                return Behaviors.same();
              });
          var greeters = new ServiceKey<>(Greet.class, "greeters");
          Receptionist.of(system).register(greeters, system.spawn(Routers.pool(2, greeter)));
          ActorRef<Greet> group = system.spawn(Routers.group(greeters));

          assertThat(group.<String>ask(Greet::new, Duration.ofSeconds(1))).isEqualTo("hello");
        });
  }

  @Test
  void aGroupServesOnRealThreads() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      TestProbe<String> worker = kit.createTestProbe();

      // @start region="group"
      Receptionist.of(kit.system()).register(WORKERS, worker.ref());
      ActorRef<String> group = kit.spawn(Routers.group(WORKERS, Routing.roundRobin()), "group");
      group.tell("a job");
      // @end

      worker.expectMessage("a job");
    }
  }
}
