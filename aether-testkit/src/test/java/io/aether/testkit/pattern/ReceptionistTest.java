package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.Receptionist.Deregistered;
import io.aether.actor.pattern.Receptionist.Listing;
import io.aether.actor.pattern.Receptionist.Registered;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.pattern.ServiceKey;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.BehaviorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReceptionistTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SOON = Duration.ofSeconds(3);

  private static final ServiceKey<String> PRINTERS = new ServiceKey<>(String.class, "printers");
  private static final ServiceKey<String> SCANNERS = new ServiceKey<>(String.class, "scanners");

  /// Stops at the first message.
  private static Behavior<String> service() {
    return Behaviors.receiveMessage(_ -> Behaviors.stopped());
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // the array is only read
  private static Listing<String> printers(ActorRef<String>... services) {
    return new Listing<>(PRINTERS, List.of(services));
  }

  @Test
  void registeredServicesAreFoundInOrderOfRegistration() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("found");
          var receptionist = Receptionist.of(system);
          ActorRef<String> one = system.spawn(service());
          ActorRef<String> two = system.spawn(service());
          receptionist.register(PRINTERS, one);
          receptionist.register(SCANNERS, one);
          receptionist.register(PRINTERS, two);

          assertThat(receptionist.find(PRINTERS, SOON)).isEqualTo(printers(one, two));
          assertThat(receptionist.find(new ServiceKey<>(String.class, "scanners"), SOON).services())
              .containsExactly(one);
          assertThat(receptionist.find(new ServiceKey<>(Long.class, "scanners"), SOON).services())
              .isEmpty();
        });
  }

  @Test
  void aSubscriberIsAnsweredAtOnceAndToldEachChange() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("subscribed");
          var receptionist = Receptionist.of(system);
          TestProbe<Listing<String>> probe = sim.probe(system);
          ActorRef<String> one = system.spawn(service());
          ActorRef<String> two = system.spawn(service());

          receptionist.subscribe(PRINTERS, probe.ref());
          probe.expectMessage(printers());
          receptionist.register(PRINTERS, one);
          probe.expectMessage(printers(one));
          receptionist.register(PRINTERS, two);
          probe.expectMessage(printers(one, two));
          receptionist.deregister(PRINTERS, one);
          probe.expectMessage(printers(two));
          receptionist.register(SCANNERS, one);
          probe.expectNoMessage();

          receptionist.unsubscribe(PRINTERS, probe.ref());
          receptionist.register(PRINTERS, one);
          probe.expectNoMessage();
        });
  }

  @Test
  void registeringAgainChangesNothingButIsConfirmed() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("again");
          var receptionist = Receptionist.of(system);
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> service = system.spawn(service());
          receptionist.register(PRINTERS, service, probe.ref());
          receptionist.subscribe(PRINTERS, probe.ref());

          receptionist.register(PRINTERS, service, probe.ref());
          receptionist.deregister(PRINTERS, service, probe.ref());
          receptionist.deregister(PRINTERS, service, probe.ref());

          probe.expectMessage(new Registered<>(PRINTERS, service));
          probe.expectMessage(printers(service));
          probe.expectMessage(new Registered<>(PRINTERS, service));
          probe.expectMessage(new Deregistered<>(PRINTERS, service));
          probe.expectMessage(printers());
          probe.expectMessage(new Deregistered<>(PRINTERS, service));
          probe.expectNoMessage();
        });
  }

  @Test
  void aServiceThatEndsLeavesAllItsKeys() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("ended");
          var receptionist = Receptionist.of(system);
          TestProbe<Listing<String>> probe = sim.probe(system);
          ActorRef<String> mortal = system.spawn(service());
          ActorRef<String> other = system.spawn(service());
          receptionist.register(PRINTERS, mortal);
          receptionist.register(SCANNERS, mortal);
          receptionist.register(PRINTERS, other);
          receptionist.subscribe(PRINTERS, probe.ref());
          receptionist.subscribe(SCANNERS, probe.ref());
          probe.receiveMessages(2);

          mortal.tell("end");

          probe.expectMessagesInAnyOrder(printers(other), new Listing<>(SCANNERS, List.of()));
          receptionist.register(PRINTERS, mortal); // the actor has ended already
          sim.awaitIdle();
          assertThat(receptionist.find(PRINTERS, SOON)).isEqualTo(printers(other));
        });
  }

  @Test
  void aServiceThatLeavesOneKeyIsStillWatchedForTheOther() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("half");
          var receptionist = Receptionist.of(system);
          ActorRef<String> service = system.spawn(service());
          receptionist.register(PRINTERS, service);
          receptionist.register(SCANNERS, service);
          receptionist.deregister(PRINTERS, service);

          service.tell("end");
          sim.awaitIdle();

          assertThat(receptionist.find(SCANNERS, SOON).services()).isEmpty();
        });
  }

  @Test
  void aServiceThatUnsubscribesFromItsOwnKeyIsStillWatched() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("both");
          var receptionist = Receptionist.of(system);
          var peers = new ServiceKey<>(Object.class, "peers");
          Behavior<Object> mortal =
              Behaviors.receiveMessage(
                  m -> m.equals("end") ? Behaviors.stopped() : Behaviors.same());
          ActorRef<Object> peer = system.spawn(mortal);
          receptionist.register(peers, peer);
          receptionist.subscribe(peers, peer);
          receptionist.unsubscribe(peers, peer);

          peer.tell("end");
          sim.awaitIdle();

          assertThat(receptionist.find(peers, SOON).services()).isEmpty();
        });
  }

  /// A direct router is not an actor; the ref of a sharded entity refuses in the same way.
  @Test
  void aServiceThatCannotBeWatchedStaysUntilItIsTakenOut() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("unwatched");
          var receptionist = Receptionist.of(system);
          ActorRef<String> router =
              Routers.direct(List.of(system.spawn(service())), Routing.roundRobin());
          receptionist.register(PRINTERS, router);
          router.tell("end");
          sim.awaitIdle();

          assertThat(receptionist.find(PRINTERS, SOON)).isEqualTo(printers(router));
          receptionist.deregister(PRINTERS, router);
          assertThat(receptionist.find(PRINTERS, SOON)).isEqualTo(printers());
        });
  }

  @Test
  void aBehaviorThatRegistersCanBeTestedByItself() throws InterruptedException {
    var kit =
        BehaviorTestKit.create(
            Behaviors.<String>setup(context -> {
              Receptionist.of(context.system()).register(PRINTERS, context.self());
              return service();
            }));
    Receptionist receptionist = Receptionist.of(kit.system());

    assertThat(receptionist.find(PRINTERS, SOON)).isEqualTo(printers(kit.ref()));
    kit.run("end");
    assertThat(receptionist.find(PRINTERS, SOON)).isEqualTo(printers());
  }

  @Test
  void aSubscriberThatEndedIsToldNothingMore() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("gone");
          var receptionist = Receptionist.of(system);
          Behavior<Listing<String>> once = Behaviors.receiveMessage(_ -> Behaviors.stopped());
          receptionist.subscribe(PRINTERS, system.spawn(once));
          sim.awaitIdle();

          receptionist.register(PRINTERS, system.spawn(service()));
          sim.awaitIdle();

          assertThat(system.deadLetters().count()).isZero();
        });
  }

  /// When services come and go at the same time, the last listing is correct.
  @Test
  void theLastListingIsWhoIsAlive() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("churn");
          var receptionist = Receptionist.of(system);
          TestProbe<Listing<String>> probe = sim.probe(system);
          receptionist.subscribe(PRINTERS, probe.ref());
          Set<ActorRef<String>> alive = new HashSet<>();
          for (int n = 0; n < 8; n++) {
            ActorRef<String> service = system.spawn(service());
            receptionist.register(PRINTERS, service);
            if (sim.random().nextBoolean()) {
              service.tell("end");
            } else {
              alive.add(service);
            }
          }
          sim.awaitIdle();

          var listings = probe.receiveWhile(_ -> true);
          assertThat(Set.copyOf(listings.getLast().services())).isEqualTo(alive);
        });
  }

  @Test
  void servicesAreFoundOnRealThreads() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      // @start region="receptionist"
      Receptionist receptionist = Receptionist.of(kit.system());
      ActorRef<String> printer = kit.spawn(service(), "printer");
      receptionist.register(PRINTERS, printer);

      Listing<String> found = receptionist.find(PRINTERS, Duration.ofSeconds(3));
      found.services().forEach(each -> each.tell("a page"));
      // @end
      assertThat(found.services()).containsExactly(printer);

      TestProbe<Listing<String>> probe = kit.createTestProbe();
      probe.expectTerminated(printer);
      receptionist.subscribe(PRINTERS, probe.ref());
      probe.fishForMessage(listing -> listing.services().isEmpty());
    }
  }
}
