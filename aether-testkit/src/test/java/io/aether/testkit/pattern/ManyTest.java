package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.pattern.ChildSpec;
import io.aether.actor.pattern.ChildSpec.Lifetime;
import io.aether.actor.pattern.EventStream;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.pattern.ServiceKey;
import io.aether.actor.pattern.SpawnProtocol;
import io.aether.actor.pattern.SpawnProtocol.Spawn;
import io.aether.actor.pattern.Supervisor;
import io.aether.testkit.ActorTestKit;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Work for each of many actors must not cost a look at all of them. The limits are far above the
/// time needed, and far below the time that quadratic work takes.
class ManyTest {

  private static final int MANY = 50_000;
  private static final Duration LONG = Duration.ofSeconds(60);

  private static <M> Behavior<M> counting(CountDownLatch latch) {
    return Behaviors.receiveMessage(_ -> {
      latch.countDown();
      return Behaviors.same();
    });
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(40, TimeUnit.SECONDS)).as("%d left", latch.getCount()).isTrue();
  }

  @Test
  @Timeout(60)
  void aSupervisorStartsManyChildrenAndNoticesTheirEnds() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      CountDownLatch started = new CountDownLatch(MANY);
      CountDownLatch ended = new CountDownLatch(MANY);
      Behavior<String> child =
          Behaviors.setup(_ -> {
            started.countDown();
            return Behaviors.receive(
                (_, _) -> Behaviors.stopped(),
                (_, _) -> {
                  ended.countDown();
                  return Behaviors.same();
                });
          });
      ChildSpec<?>[] specs =
          IntStream.range(0, MANY)
              .mapToObj(n -> ChildSpec.of("child-" + n, Lifetime.TRANSIENT, child))
              .toArray(ChildSpec<?>[]::new);
      ActorRef<Supervisor.Command> supervisor =
          kit.spawn(Supervisor.oneForOne(Supervisor.Intensity.USUAL, specs));
      await(started);
      for (ChildSpec<?> each : specs) {
        @SuppressWarnings("unchecked") // all have the same behavior
        var spec = (ChildSpec<String>) each;
        Optional<ActorRef<String>> ref =
            supervisor.ask(replyTo -> new Supervisor.Find<>(spec, replyTo), LONG);
        ref.orElseThrow().tell("end");
      }

      await(ended);
    }
  }

  @Test
  @Timeout(60)
  void aSpawnerGivesManyChildrenTheSameName() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      CountDownLatch spawned = new CountDownLatch(MANY);
      ActorRef<SpawnProtocol.Command> spawner = kit.spawn(SpawnProtocol.create());
      ActorRef<ActorRef<String>> client = kit.spawn(counting(spawned));
      for (int n = 0; n < MANY; n++) {
        spawner.tell(new Spawn<>(Behaviors.ignore(), "same", client));
      }

      await(spawned);
      ActorRef<String> last =
          spawner.ask(replyTo -> new Spawn<>(Behaviors.ignore(), "same", replyTo), LONG);
      assertThat(last.path().name()).isEqualTo("same-" + MANY);
    }
  }

  @Test
  @Timeout(60)
  void aPoolLosesManyRouteesWhileItRoutes() throws Exception {
    try (ActorSystem system = ActorSystem.create("many")) {
      CountDownLatch ended = new CountDownLatch(MANY);
      Behavior<String> once =
          Behaviors.receive(
              (_, _) -> Behaviors.stopped(),
              (_, _) -> {
                ended.countDown();
                return Behaviors.same();
              });
      ActorRef<String> pool =
          system.spawn(
              Routers.pool(Pool.of(MANY).withoutReplacement(), Routing.roundRobin(), once));
      do { // repeats, since some messages meet a routee whose end the router has not noticed yet
        for (int n = 0; n < 5_000; n++) {
          pool.tell("end");
        }
      } while (!ended.await(20, TimeUnit.MILLISECONDS));
    }
  }

  /// With a message between any two changes, the routing has to follow each change.
  @Test
  @Timeout(60)
  void aGroupThatHashesFollowsManyServicesThatComeOneByOne() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      int services = 3_000;
      AtomicInteger handled = new AtomicInteger();
      CountDownLatch all = new CountDownLatch(services);
      Behavior<String> service =
          Behaviors.receiveMessage(_ -> {
            handled.incrementAndGet();
            all.countDown();
            return Behaviors.same();
          });
      var key = new ServiceKey<>(String.class, "services");
      Receptionist receptionist = Receptionist.of(kit.system());
      receptionist.register(key, kit.system().spawn(service));
      ActorRef<String> group =
          kit.spawn(Routers.group(key, Routing.consistentHashing(text -> text)));
      for (int n = 0; n < services; n++) {
        receptionist.register(key, kit.system().spawn(service));
        if (n % 10 == 0) {
          receptionist.find(key, LONG); // the listings arrive one by one
        }
        group.tell("message " + n);
      }

      await(all);
      assertThat(handled).hasValue(services);
    }
  }

  private record Changed() {}

  private record Unrelated() {}

  @Test
  @Timeout(60)
  void anEventStreamPublishesWhileManySubscribersComeAndGo() throws Exception {
    try (ActorTestKit kit = ActorTestKit.create()) {
      EventStream events = EventStream.of(kit.system());
      CountDownLatch heard = new CountDownLatch(MANY);
      ActorRef<Object> listener = kit.spawn(counting(heard));
      events.subscribe(Unrelated.class, listener);
      ActorRef<Object> other = kit.spawn(Behaviors.ignore());
      for (int n = 0; n < MANY; n++) {
        ActorRef<Object> subscriber = kit.system().spawn(Behaviors.ignore());
        events.subscribe(Changed.class, subscriber);
        events.publish(new Unrelated());
        if (n % 2 == 0) {
          events.unsubscribe(subscriber);
        }
      }

      await(heard);
      events.unsubscribe(other);
    }
  }
}
