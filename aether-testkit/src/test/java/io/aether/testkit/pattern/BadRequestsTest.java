package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.intercept.OutgoingInterceptor;
import io.aether.actor.pattern.ChildSpec;
import io.aether.actor.pattern.ChildSpec.Lifetime;
import io.aether.actor.pattern.EventStream;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.Receptionist.Listing;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.pattern.ServiceKey;
import io.aether.actor.pattern.SpawnProtocol;
import io.aether.actor.pattern.Supervisor;
import io.aether.actor.pattern.Topic;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// An actor that serves many senders must not end because of the content of one request, or because
/// of a recipient that fails.
class BadRequestsTest {

  private static final int SEEDS = Rounds.of(30, 500);
  private static final Duration SOON = Duration.ofSeconds(3);
  private static final ServiceKey<String> KEY = new ServiceKey<>(String.class, "key");

  private record Poison(String text) {}

  private record Greet(String name, ActorRef<String> replyTo) {}

  /// Lets nothing pass to actors named `untouchable`.
  private static final OutgoingInterceptor THROWING =
      (_, recipient, message) -> {
        if (recipient.path().name().equals("untouchable")) {
          throw new IllegalStateException("on purpose");
        }
        return Optional.of(message);
      };

  private interface Body {
    void run(Simulation sim, ActorSystem system) throws Exception;
  }

  private static void explore(Body body) {
    Simulation.explore(0, SEEDS, sim -> body.run(sim, sim.system("bad")));
  }

  /// Runs in a system where no message reaches the actors named `untouchable`.
  private static void exploreUntouchable(Body body) {
    Simulation.explore(
        0,
        SEEDS,
        sim ->
            body.run(
                sim,
                sim.system(
                    "untouchable",
                    config -> config.withHandling(handling -> handling.withOutgoing(THROWING)))));
  }

  private static <M> ActorRef<M> untouchable(ActorSystem system) {
    return system.spawn(Behaviors.ignore(), "untouchable");
  }

  /// An exception whose own methods throw, as those of an application may.
  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1;

    @Override
    public String getMessage() {
      throw new IllegalStateException("cannot be printed");
    }
  }

  // ---- The routers ----

  @Test
  void aRouterSurvivesAnExceptionThatCannotBePrinted() {
    explore((sim, system) -> {
      TestProbe<Object> probe = sim.probe(system);
      Routing<Object> unprintable =
          _ ->
              (message, routees) -> {
                if (message instanceof Poison) {
                  throw new Unprintable();
                }
                probe.ref().tell(message);
              };
      List<ActorRef<Object>> routers =
          List.of(
              system.spawn(Routers.pool(Pool.of(1), unprintable, Behaviors.ignore())),
              Routers.direct(List.of(probe.ref()), unprintable));
      for (ActorRef<Object> router : routers) {
        router.tell(new Poison("on purpose"));
        router.tell("healthy");
        probe.expectMessage("healthy");
      }
    });
  }

  /// A request whose functions for the reply throw, as those of an application may.
  private static String readable(String name) {
    if (name.startsWith("bad")) {
      throw new IllegalStateException("on purpose");
    }
    return name;
  }

  @Test
  void aRouterSurvivesARequestWhoseReplyFunctionsThrow() {
    Function<Greet, ActorRef<String>> replyTo =
        greet -> {
          readable(greet.name().replace("bad copy", "copy"));
          return greet.replyTo();
        };
    BiFunction<Greet, ActorRef<String>, Greet> copy =
        (greet, to) -> new Greet(readable(greet.name()), to);
    var routings =
        List.<Routing<Greet>>of(
            Routing.scatterGather(replyTo, copy, SOON),
            Routing.tailChopping(replyTo, copy, SOON.dividedBy(10), SOON));
    explore((sim, system) -> {
      TestProbe<String> probe = sim.probe(system);
      Behavior<Greet> greeter =
          Behaviors.receiveMessage(greet -> {
            greet.replyTo().tell("hello " + greet.name());
            return Behaviors.same();
          });
      for (Routing<Greet> routing : routings) {
        ActorRef<Greet> router = system.spawn(Routers.pool(Pool.of(2), routing, greeter));
        router.tell(new Greet("bad recipient", probe.ref()));
        router.tell(new Greet("bad copy", probe.ref()));
        router.tell(new Greet("good", probe.ref()));

        probe.expectMessage("hello good");
        probe.expectNoMessage(SOON.multipliedBy(2));
      }
      assertThat(system.deadLetters().count()).isEqualTo(4);
    });
  }

  /// The key of a child; its `equals` belongs to the application.
  private record Touchy() implements Function<ChildSpec.Siblings, Behavior<String>> {
    @Override
    public Behavior<String> apply(ChildSpec.Siblings siblings) {
      return Behaviors.ignore();
    }

    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("on purpose");
    }

    @Override
    public int hashCode() {
      return 1;
    }
  }

  @Test
  void aSupervisorSurvivesAChildSpecThatCannotBeCompared() {
    explore((_, system) -> {
      var known = ChildSpec.using("child", Lifetime.PERMANENT, new Touchy());
      var other = ChildSpec.using("child", Lifetime.PERMANENT, new Touchy());
      ActorRef<Supervisor.Command> supervisor =
          system.spawn(Supervisor.oneForOne(Supervisor.Intensity.USUAL, known));

      assertThatThrownBy(() ->
              supervisor.<Optional<ActorRef<String>>>ask(
                  replyTo -> new Supervisor.Find<>(other, replyTo), SOON))
          .isInstanceOf(AskException.Undelivered.class);
      Optional<ActorRef<String>> none =
          supervisor.ask(
              replyTo ->
                  new Supervisor.Find<>(
                      ChildSpec.of("none", Lifetime.PERMANENT, Behaviors.<String>ignore()),
                      replyTo),
              SOON);
      assertThat(none).isEmpty();
    });
  }

  private static final Routing<Object> PICKY =
      _ ->
          (message, routees) -> {
            if (message instanceof Poison(var text)) {
              throw new IllegalStateException(text);
            }
            routees.getFirst().tell(message);
          };

  private static List<Routing<Object>> failingRoutings() {
    return List.of(
        PICKY,
        Routing.consistentHashing(message -> {
          if (message instanceof Poison(var text)) {
            throw new IllegalStateException(text);
          }
          return "key";
        }),
        Routing.broadcastIf(
            message -> {
              if (message instanceof Poison(var text)) {
                throw new IllegalStateException(text);
              }
              return true;
            },
            Routing.roundRobin()));
  }

  @Test
  void aRoutingThatThrowsCostsOneMessageInEveryKindOfRouter() {
    for (Routing<Object> routing : failingRoutings()) {
      explore((sim, system) -> {
        TestProbe<Object> probe = sim.probe(system);
        var key = new ServiceKey<>(Object.class, "routees");
        Receptionist.of(system).register(key, probe.ref());
        Behavior<Object> forwarding =
            Behaviors.receiveMessage(message -> {
              probe.ref().tell(message);
              return Behaviors.same();
            });
        List<ActorRef<Object>> routers =
            List.of(
                system.spawn(Routers.pool(Pool.of(1), routing, forwarding)),
                system.spawn(Routers.group(key, routing)),
                Routers.direct(List.of(probe.ref()), routing));
        for (ActorRef<Object> router : routers) {
          router.tell(new Poison("on purpose"));
          router.tell("healthy");
          probe.expectMessage("healthy");
        }

        probe.expectNoMessage();
        assertThat(system.deadLetters().count(Reason.FAILED)).isEqualTo(3);
      });
    }
  }

  @Test
  void anAskThroughARouterThatCannotPassItOnFailsAtOnce() {
    explore((sim, system) -> {
      var none = new ServiceKey<>(Greet.class, "none");
      Routing<Greet> broken =
          _ ->
              (_, _) -> {
                throw new IllegalStateException("on purpose");
              };
      ActorRef<Greet> empty = system.spawn(Routers.group(none), "empty");
      ActorRef<Greet> failing =
          system.spawn(Routers.pool(Pool.of(1), broken, Behaviors.ignore()), "failing");

      assertThatThrownBy(
              () -> empty.<String>ask(replyTo -> new Greet("a", replyTo), Duration.ofHours(1)))
          .isInstanceOf(AskException.Undelivered.class)
          .hasMessageContaining("Greet to /user/empty became a dead letter (NO_ROUTEE)");
      assertThatThrownBy(
              () -> failing.<String>ask(replyTo -> new Greet("a", replyTo), Duration.ofHours(1)))
          .isInstanceOf(AskException.Undelivered.class)
          .satisfies(failure ->
              assertThat(((AskException.Undelivered) failure).reason()).isEqualTo(Reason.FAILED));
      assertThat(sim.now()).isZero();
    });
  }

  @Test
  void aBroadcastReachesTheOthersThoughAnInterceptorThrowsForOne() {
    exploreUntouchable((sim, system) -> {
      TestProbe<String> probe = sim.probe(system);
      List<ActorRef<String>> routees = List.of(untouchable(system), probe.ref());
      routees.forEach(each -> Receptionist.of(system).register(KEY, each));
      ActorRef<String> group = system.spawn(Routers.group(KEY, Routing.broadcast()));

      Routers.direct(routees, Routing.broadcast()).tell("1");
      group.tell("2");

      probe.expectMessages("1", "2");
      assertThat(system.deadLetters().count(Reason.FAILED)).isEqualTo(2);
    });
  }

  // ---- Recipients whose interceptor throws ----

  @Test
  void theReceptionistGoesOnThoughAnInterceptorThrowsForASubscriber() {
    exploreUntouchable((sim, system) -> {
      Receptionist receptionist = Receptionist.of(system);
      TestProbe<Listing<String>> healthy = sim.probe(system);
      ActorRef<Object> untouchable = untouchable(system);
      ActorRef<String> service = system.spawn(Behaviors.ignore(), "service");
      receptionist.subscribe(KEY, untouchable);
      receptionist.subscribe(KEY, healthy.ref());
      receptionist.find(KEY, untouchable);
      receptionist.register(KEY, service, untouchable);
      receptionist.deregister(KEY, service, untouchable);

      healthy.expectMessage(new Listing<>(KEY, List.of()));
      healthy.expectMessage(new Listing<>(KEY, List.of(service)));
      healthy.expectMessage(new Listing<>(KEY, List.of()));
      assertThat(receptionist.find(KEY, SOON).services()).isEmpty();
      sim.awaitIdle();
      assertThat(system.deadLetters().count(Reason.FAILED)).isEqualTo(6);
    });
  }

  @Test
  void aTopicAndAnEventReachTheOthersThoughAnInterceptorThrowsForOne() {
    exploreUntouchable((sim, system) -> {
      TestProbe<String> healthy = sim.probe(system);
      ActorRef<String> untouchable = untouchable(system);
      ActorRef<Topic.Command<String>> topic = system.spawn(Topic.create());
      topic.tell(new Topic.Subscribe<>(untouchable));
      topic.tell(new Topic.Subscribe<>(healthy.ref()));
      EventStream events = EventStream.of(system);
      events.subscribe(String.class, untouchable);
      events.subscribe(String.class, healthy.ref());

      topic.tell(new Topic.Publish<>("topic"));
      topic.tell(new Topic.GetStats<>(refOf(untouchable)));
      healthy.expectMessage("topic");
      events.publish("event");

      healthy.expectMessage("event");
      Topic.Stats stats = topic.ask(Topic.GetStats::new, SOON);
      assertThat(stats.subscribers()).isEqualTo(2);
    });
  }

  @SuppressWarnings("unchecked") // it receives nothing anyway
  private static <M> ActorRef<M> refOf(ActorRef<?> ref) {
    return (ActorRef<M>) ref;
  }

  @Test
  void aSupervisorAndASpawnerGoOnThoughAnInterceptorThrowsForOneThatAsks() {
    exploreUntouchable((sim, system) -> {
      ActorRef<String> untouchable = untouchable(system);
      var spec = ChildSpec.of("child", Lifetime.PERMANENT, Behaviors.<String>ignore());
      ActorRef<Supervisor.Command> supervisor =
          system.spawn(Supervisor.oneForOne(Supervisor.Intensity.USUAL, spec));
      ActorRef<SpawnProtocol.Command> spawner = system.spawn(SpawnProtocol.create());

      supervisor.tell(new Supervisor.Find<>(spec, refOf(untouchable)));
      spawner.tell(new SpawnProtocol.Spawn<>(Behaviors.<String>ignore(), refOf(untouchable)));

      Optional<ActorRef<String>> found =
          supervisor.ask(replyTo -> new Supervisor.Find<>(spec, replyTo), SOON);
      assertThat(found).isPresent();
      ActorRef<String> spawned =
          spawner.ask(replyTo -> new SpawnProtocol.Spawn<>(Behaviors.ignore(), replyTo), SOON);
      assertThat(spawned).isNotNull();
      assertThat(system.deadLetters().count(Reason.FAILED)).isEqualTo(2);
    });
  }
}
