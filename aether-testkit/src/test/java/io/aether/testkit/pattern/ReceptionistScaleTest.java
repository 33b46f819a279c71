package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.Receptionist.Listing;
import io.aether.actor.pattern.Receptionist.Registered;
import io.aether.actor.pattern.ServiceKey;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The cost of many services and slow subscribers. The time limits are several times the time
/// needed on two cores, and a small part of the time that quadratic work takes.
class ReceptionistScaleTest {

  private static final int MANY = 100_000;
  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ServiceKey<String> KEY = new ServiceKey<>(String.class, "many");

  private static List<ActorRef<String>> spawnMany(ActorTestKit kit, Behavior<String> behavior) {
    return IntStream.range(0, MANY).mapToObj(_ -> kit.system().spawn(behavior)).toList();
  }

  private static Behavior<String> mortal() {
    return Behaviors.receiveMessage(_ -> Behaviors.stopped());
  }

  @Test
  @Timeout(60)
  void oneHundredThousandServicesComeAreFoundAndEndInLinearTime() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      Receptionist receptionist = Receptionist.of(kit.system());
      AtomicInteger seen = new AtomicInteger();
      CompletableFuture<Void> all = new CompletableFuture<>();
      CompletableFuture<Void> none = new CompletableFuture<>();
      receptionist.subscribe(
          KEY,
          kit.system()
              .spawn(
                  Behaviors.receiveMessage(listing -> {
                    int size = listing.services().size();
                    if (seen.getAndSet(size) < MANY && size == MANY) {
                      all.complete(null);
                    } else if (size == 0 && all.isDone()) {
                      none.complete(null);
                    }
                    return Behaviors.same();
                  })));
      List<ActorRef<String>> services = spawnMany(kit, mortal());
      long start = System.nanoTime();

      services.forEach(service -> receptionist.register(KEY, service));
      Listing<String> found = receptionist.find(KEY, LONG);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
      assertThat(found.services()).hasSize(MANY).startsWith(services.getFirst());
      assertThat(found.services().getLast()).isEqualTo(services.getLast());
      for (ActorRef<String> each : services) {
        if (!found.services().contains(each)) { // an assertion for each would take longer
          assertThat(found.services()).contains(each);
        }
      }
      all.get(30, TimeUnit.SECONDS);
      services.forEach(service -> service.tell("end"));
      none.get(30, TimeUnit.SECONDS);
      assertThat(receptionist.find(KEY, LONG).services()).isEmpty();
    }
  }

  @Test
  @Timeout(60)
  void servicesAreTakenOutAndFoundOneByOneInLinearTime() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      Receptionist receptionist = Receptionist.of(kit.system());
      List<ActorRef<String>> services = spawnMany(kit, Behaviors.ignore());
      TestProbe<Registered<String>> last = kit.createTestProbe();
      CountDownLatch answers = new CountDownLatch(2 * MANY);
      ActorRef<Listing<String>> client =
          kit.spawn(
              Behaviors.receiveMessage(_ -> {
                answers.countDown();
                return Behaviors.same();
              }));

      for (ActorRef<String> each : services) {
        receptionist.register(KEY, each);
        receptionist.find(KEY, client);
      }
      for (ActorRef<String> each : services) {
        receptionist.deregister(KEY, each);
        receptionist.find(KEY, client);
      }
      receptionist.register(KEY, services.getFirst(), last.ref());

      assertThat(answers.await(30, TimeUnit.SECONDS)).isTrue();
      last.expectMessage(new Registered<>(KEY, services.getFirst()), LONG);
      assertThat(receptionist.find(KEY, LONG).services()).containsExactly(services.getFirst());
    }
  }

  @Test
  @Timeout(60)
  void manyKeysAndManySubscribersCostNoMoreThanTheirNumber() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      Receptionist receptionist = Receptionist.of(kit.system());
      CountDownLatch listings = new CountDownLatch(2 * MANY);
      Behavior<Listing<String>> counting =
          Behaviors.receiveMessage(_ -> {
            listings.countDown();
            return Behaviors.same();
          });
      IntFunction<ServiceKey<String>> key = n -> new ServiceKey<>(String.class, "key-" + n);
      ActorRef<String> service = kit.spawn(Behaviors.ignore());
      for (int n = 0; n < MANY; n++) {
        ActorRef<Listing<String>> subscriber = kit.system().spawn(counting);
        receptionist.subscribe(KEY, subscriber);
        receptionist.register(key.apply(n), service);
        receptionist.subscribe(key.apply(n), subscriber);
        receptionist.unsubscribe(KEY, subscriber);
      }

      assertThat(listings.await(40, TimeUnit.SECONDS)).isTrue();
      assertThat(receptionist.find(key.apply(MANY - 1), LONG).services()).containsExactly(service);
    }
  }

  private static List<Listing<String>> drained(TestProbe<Listing<String>> probe) {
    return probe.receiveWhile(_ -> true);
  }

  @Test
  void aSubscriberThatIsBehindSkipsStatesButNeverTheLastOne() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("behind");
          Receptionist receptionist = Receptionist.of(system);
          List<Listing<String>> taken = new ArrayList<>();
          ActorRef<Listing<String>> slow =
              system.spawn(
                  Behaviors.receiveMessage(listing -> {
                    taken.add(listing);
                    return Behaviors.same();
                  }));
          receptionist.subscribe(KEY, slow);
          sim.awaitIdle();
          sim.stepper().suspend(slow);
          List<ActorRef<String>> services = new ArrayList<>();
          for (int n = 0; n < 100; n++) {
            services.add(system.spawn(Behaviors.ignore()));
            receptionist.register(KEY, services.getLast());
          }
          sim.awaitIdle();
          sim.stepper().resume(slow);
          sim.awaitIdle();

          assertThat(taken).hasSizeLessThanOrEqualTo(1 + 16 + 1);
          assertThat(taken.getLast().services()).isEqualTo(services);
          assertThat(taken)
              .isSortedAccordingTo((a, b) -> a.services().size() - b.services().size());
          receptionist.deregister(KEY, services.getFirst());
          sim.awaitIdle();
          assertThat(taken.getLast().services()).hasSize(99);
        });
  }

  /// A message adapter stands for its actor.
  @Test
  void aSubscriberThatNeverTakesAnythingCostsABoundedNumberOfListings() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("stuck");
          Receptionist receptionist = Receptionist.of(system);
          CompletableFuture<ActorRef<Listing<String>>> adapter = new CompletableFuture<>();
          ActorRef<Integer> stuck =
              system.spawn(
                  Behaviors.setup(context -> {
                    adapter.complete(context.messageAdapter(listing -> listing.services().size()));
                    return Behaviors.ignore();
                  }));
          sim.awaitIdle();
          sim.stepper().suspend(stuck);
          receptionist.subscribe(KEY, adapter.join());
          ActorRef<String> service = system.spawn(Behaviors.ignore());
          for (int n = 0; n < 500; n++) {
            receptionist.register(KEY, service);
            receptionist.deregister(KEY, service);
          }
          sim.awaitIdle();

          assertThat(system.inspect(stuck).queued()).isLessThanOrEqualTo(17);
        });
  }

  @Test
  void aSubscriberThatKeepsUpSeesEveryState() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorSystem system = sim.system("quick");
          TestProbe<Listing<String>> probe = sim.probe(system);
          Receptionist.of(system).subscribe(KEY, probe.ref());
          for (int n = 0; n < 40; n++) {
            Receptionist.of(system).register(KEY, system.spawn(Behaviors.ignore()));
            sim.awaitIdle();
          }

          assertThat(drained(probe))
              .extracting(listing -> listing.services().size())
              .containsExactlyElementsOf(IntStream.rangeClosed(0, 40).boxed().toList());
        });
  }
}
