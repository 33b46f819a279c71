package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.Props;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RoutingTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final int KEYS = 1_000;

  /// Records which routee received which key.
  private static List<ActorRef<String>> owners(
      ActorSystem system, Map<String, String> ownerOfKey, int count) {
    Behavior<String> owner =
        (context, key) -> {
          ownerOfKey.put(key, context.self().path().name());
          return Behaviors.same();
        };
    return Stream.iterate(1, n -> n + 1)
        .limit(count)
        .map(n -> system.spawn(owner, "owner-" + n))
        .toList();
  }

  private static void sendAllKeys(ActorRef<String> router) {
    for (int key = 0; key < KEYS; key++) {
      router.tell("key-" + key);
    }
  }

  @Test
  void anAskThroughABroadcastIsAnsweredThoughOneRouteeIsFull() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("broadcast");
          Behavior<ActorRef<String>> answering =
              Behaviors.receiveMessage(replyTo -> {
                replyTo.tell("here");
                return Behaviors.same();
              });
          Behavior<ActorRef<String>> busy =
              Behaviors.receiveMessage(_ -> {
                sim.sleep(Duration.ofSeconds(10));
                return Behaviors.same();
              });
          Props full = Props.defaults().withMailbox(Mailbox.bounded(1, Mailbox.Overflow.fail()));
          ActorRef<ActorRef<String>> fullRoutee = system.spawn(busy, "full", full);
          while (fullRoutee.offer(system.ignoreRef())) {
            sim.sleep(Duration.ofMillis(1));
          }
          ActorRef<ActorRef<String>> router =
              Routers.direct(
                  List.of(fullRoutee, system.spawn(answering, "answering")), Routing.broadcast());

          String answer = router.ask(self -> self, Duration.ofSeconds(1));

          assertThat(answer).isEqualTo("here");
          assertThat(system.deadLetters().count(DeadLetter.Reason.OVERFLOW)).isEqualTo(1);
        });
  }

  @Test
  void onlyTheKeysOfWhoLeavesMoveAndTheySpread() {
    Simulation.run(
        1,
        sim -> {
          Map<String, String> before = new HashMap<>();
          List<ActorRef<String>> owners = owners(sim.system("hashing"), before, 5);
          Routing<String> hashing = Routing.consistentHashing(Function.identity());
          sendAllKeys(Routers.direct(owners, hashing));
          sim.awaitIdle();
          Map<String, String> first = Map.copyOf(before);

          sendAllKeys(Routers.direct(without(owners, "owner-3"), hashing));
          sim.awaitIdle();

          Map<String, Integer> heirs = new HashMap<>();
          before.forEach((key, owner) -> {
            if ("owner-3".equals(first.get(key))) {
              heirs.merge(owner, 1, Integer::sum);
            } else {
              assertThat(owner).as(key).isEqualTo(first.get(key));
            }
          });
          assertThat(heirs).containsOnlyKeys("owner-1", "owner-2", "owner-4", "owner-5");
        });
  }

  @Test
  void theSharesAreAboutEven() {
    Simulation.run(
        1,
        sim -> {
          Map<String, String> ownerOfKey = new HashMap<>();
          List<ActorRef<String>> owners = owners(sim.system("shares"), ownerOfKey, 5);

          sendAllKeys(Routers.direct(owners, Routing.consistentHashing(Function.identity())));
          sim.awaitIdle();

          Map<String, Integer> shares = new HashMap<>();
          ownerOfKey.values().forEach(owner -> shares.merge(owner, 1, Integer::sum));
          assertThat(shares).hasSize(5);
          assertThat(shares.values()).allMatch(share -> share > KEYS / 10 && share < KEYS * 2 / 5);
        });
  }

  private static List<ActorRef<String>> without(List<ActorRef<String>> refs, String name) {
    return refs.stream().filter(ref -> !ref.path().name().equals(name)).toList();
  }

  @Test
  void aKeyStaysWithItsPlaceInAPoolThoughTheRouteeIsReplaced() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("places");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> routee =
              (context, message) -> {
                probe.ref().tell(context.self().path().name());
                if (message.startsWith("fail")) {
                  throw new IllegalStateException("on purpose");
                }
                return Behaviors.same();
              };
          ActorRef<String> pool =
              system.spawn(
                  Routers.pool(
                      Pool.of(5),
                      Routing.consistentHashing(message -> message.split(" ")[1]),
                      routee));
          pool.tell("fail a");
          String place = probe.receiveMessage();
          sim.awaitIdle();

          pool.tell("x a");

          probe.expectMessage(place);
        });
  }

  @Test
  void randomReachesEverybodyAndDependsOnTheSeedAlone() {
    List<List<String>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Simulation.run(
          7,
          sim -> {
            Map<String, String> ownerOfKey = new HashMap<>();
            List<ActorRef<String>> owners = owners(sim.system("dice"), ownerOfKey, 4);
            sendAllKeys(Routers.direct(owners, Routing.random()));
            sim.awaitIdle();

            assertThat(ownerOfKey.values()).contains("owner-1", "owner-2", "owner-3", "owner-4");
            runs.add(ownerOfKey.entrySet().stream().map(Object::toString).sorted().toList());
          });
    }
    assertThat(runs.getFirst()).isEqualTo(runs.getLast());
  }

  @Test
  void thePredicateDecidesWhatEverybodyGets() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("predicate");
          TestProbe<String> one = sim.probe(system);
          TestProbe<String> two = sim.probe(system);
          ActorRef<String> router =
              Routers.direct(
                  List.of(one.ref(), two.ref()),
                  Routing.broadcastIf(m -> m.startsWith("all"), Routing.roundRobin()));
          for (String message : new String[] {"1", "all a", "2", "all b"}) {
            router.tell(message);
          }

          one.expectMessages("1", "all a", "all b");
          two.expectMessages("all a", "2", "all b");
        });
  }

  /// With an actor in between, a message sent directly could overtake a routed one.
  @Test
  void aDirectRouterHasNoMailboxInBetween() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("direct");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> router = Routers.direct(List.of(probe.ref()), Routing.roundRobin());

          router.tell("routed");
          probe.ref().tell("not routed");

          probe.expectMessages("routed", "not routed");
        });
  }

  @Test
  void anAskThroughADirectRouterIsAnswered() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          Behavior<ActorRef<String>> greeter =
              Behaviors.receiveMessage(replyTo -> {
                replyTo.tell("hello");
                return Behaviors.same();
              });
          ActorRef<ActorRef<String>> router =
              Routers.direct(
                  List.of(sim.system("ask").spawn(greeter)), Routing.<ActorRef<String>>random());

          assertThat(router.<String>ask(replyTo -> replyTo, Duration.ofSeconds(1)))
              .isEqualTo("hello");
        });
  }

  @Test
  void aDirectRouterCannotBeWatchedAndSaysWhy() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("unwatchable");
          ActorRef<String> router =
              Routers.direct(List.of(sim.<String>probe(system).ref()), Routing.random());
          CompletableFuture<Throwable> refusal = new CompletableFuture<>();
          system.spawn(
              Behaviors.<String>setup(context -> {
                try {
                  context.watch(router);
                } catch (IllegalArgumentException refused) {
                  refusal.complete(refused);
                }
                return Behaviors.stopped();
              }));
          sim.awaitIdle();

          assertThat(refusal.getNow(new AssertionError("not refused")))
              .hasMessageContaining("can neither be watched nor stopped");
          assertThatThrownBy(() -> Routers.direct(List.<ActorRef<String>>of(), Routing.random()))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("given none");
        });
  }

  @Test
  void manyThreadsShareADirectRouterEvenly() throws Exception {
    int threads = 8;
    int each = 50_000;
    try (ActorTestKit kit = ActorTestKit.create();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<AtomicInteger> counts = Stream.generate(AtomicInteger::new).limit(4).toList();
      CountDownLatch gate = new CountDownLatch(1);
      CompletableFuture<Void> all = new CompletableFuture<>();
      AtomicInteger left = new AtomicInteger(threads * each);
      List<ActorRef<Object>> routees = new ArrayList<>();
      for (AtomicInteger count : counts) {
        routees.add(
            kit.spawn((_, _) -> {
              count.incrementAndGet();
              if (left.decrementAndGet() == 0) {
                all.complete(null);
              }
              return Behaviors.same();
            }));
      }

      // @start region="direct"
      ActorRef<Object> router = Routers.direct(routees, Routing.roundRobin());
      // @end
      for (int n = 0; n < threads; n++) {
        executor.submit(() -> {
          gate.await();
          for (int message = 0; message < each; message++) {
            router.tell(message);
          }
          return null;
        });
      }
      gate.countDown();

      all.get(60, TimeUnit.SECONDS);
      assertThat(counts).allMatch(count -> count.get() == threads * each / counts.size());
    }
  }
}
