package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Mailbox;
import io.aether.actor.Props;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class DispatcherTest {

  private static final int SEEDS = Rounds.of(20, 500);
  private static final Duration SECOND = Duration.ofSeconds(1);

  // @start region="dispatchers"
  private static final DispatcherSelector[] ALL = {
    DispatcherSelector.workers(),
    DispatcherSelector.pinned(),
    DispatcherSelector.pinnedVirtual(),
    DispatcherSelector.pool("pool", 2),
    DispatcherSelector.callers(),
    DispatcherSelector.sameAsParent()
  };

  // @end

  private static Props on(DispatcherSelector dispatcher) {
    return Props.defaults().withDispatcher(dispatcher);
  }

  /// Answers each request with the thread that runs the actor.
  private static Behavior<ActorRef<Thread>> here() {
    return Behaviors.receiveMessage(replyTo -> {
      replyTo.tell(Thread.currentThread());
      return Behaviors.same();
    });
  }

  private static Thread threadOf(ActorRef<ActorRef<Thread>> actor) throws InterruptedException {
    return actor.ask(replyTo -> replyTo, Duration.ofSeconds(10));
  }

  private static void assertEnds(Thread thread) throws InterruptedException {
    thread.join(TimeUnit.SECONDS.toMillis(10));
    assertThat(thread.isAlive()).isFalse();
  }

  /// Passes each message on to `next` while it is above 0.
  private static Behavior<Integer> passing(List<ActorRef<Integer>> next, ActorRef<Integer> end) {
    return Behaviors.receiveMessage(number -> {
      (number > 0 ? next.getFirst() : end).tell(number - 1);
      return Behaviors.same();
    });
  }

  private static void passAround(ActorSystem system, TestProbe<Integer> probe, int times) {
    for (DispatcherSelector dispatcher : ALL) {
      List<ActorRef<Integer>> peer = new ArrayList<>();
      ActorRef<Integer> first = system.spawn(passing(peer, probe.ref()), on(dispatcher));
      peer.add(system.spawn(passing(List.of(first), probe.ref()), on(dispatcher)));

      first.tell(times);

      probe.expectMessage(-1, Duration.ofSeconds(60));
    }
  }

  @Test
  void inASimulationEveryDispatcherIsTheSimulationsOwn() {
    Simulation.explore(
        0,
        SEEDS,
        options -> options.withReplayCheck(),
        sim -> {
          var system = sim.system("all");
          passAround(system, sim.probe(system), 10);
        });
  }

  @Test
  void everyDispatcherPassesAMessageAroundALongWay() {
    try (var kit = ActorTestKit.create()) {
      passAround(kit.system(), kit.createTestProbe(), 20_000); // also shows that no stack grows
    }
  }

  @Test
  void aPinnedActorHasAThreadOfItsOwnThatEndsWithIt() throws Exception {
    try (var system = ActorSystem.create("pinned")) {
      var platform = system.spawn(here(), "platform", on(DispatcherSelector.pinned()));
      var virtual = system.spawn(here(), "virtual", on(DispatcherSelector.pinnedVirtual()));

      Thread first = threadOf(platform);
      Thread second = threadOf(virtual);
      assertThat(threadOf(platform)).isSameAs(first);
      assertThat(first.isVirtual()).isFalse();
      assertThat(first.getName()).isEqualTo("/user/platform");
      assertThat(second.isVirtual()).isTrue();
      assertThat(second.getName()).isEqualTo("/user/virtual");
      system.stop(platform);
      system.stop(virtual);

      assertEnds(first);
      assertEnds(second);
    }
  }

  @Test
  void aChildMayRunOnItsParentsThread() throws Exception {
    try (var system = ActorSystem.create("parent")) {
      Behavior<ActorRef<Thread>> asking =
          Behaviors.setup(context -> {
            var child = context.spawn(here(), on(DispatcherSelector.sameAsParent()));
            return Behaviors.receiveMessage(replyTo -> {
              child.tell(replyTo);
              return Behaviors.same();
            });
          });
      var parent = system.spawn(asking, "parent", on(DispatcherSelector.pinned()));

      assertThat(threadOf(parent).getName()).isEqualTo("/user/parent");
    }
  }

  @Test
  void thePoolOfASystemIsSharedAndEndsWithIt() throws Exception {
    var threads = ConcurrentHashMap.<Thread>newKeySet();
    try (var system = ActorSystem.create("pools")) {
      DispatcherSelector pool = DispatcherSelector.pool("hot", 2);
      for (int n = 0; n < 20; n++) {
        threads.add(threadOf(system.spawn(here(), on(pool))));
      }

      assertThat(threads).hasSizeLessThanOrEqualTo(2).allMatch(thread -> !thread.isVirtual());
      assertThat(threads).allMatch(thread -> thread.getName().startsWith("pools-hot-"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> system.spawn(here(), on(DispatcherSelector.pool("hot", 3))))
          .withMessageContaining("has 2 threads");
    }
    for (Thread thread : threads) {
      assertEnds(thread);
    }
  }

  @Test
  void theCallersDispatcherHandlesAMessageWithinTellAndLeavesTheSenderAsItWas() {
    try (var system = ActorSystem.create("callers")) {
      List<Thread> ran = new ArrayList<>();
      Behavior<String> noting =
          Behaviors.receiveMessage(_ -> {
            MDC.put("actor", "its own");
            ran.add(Thread.currentThread());
            return Behaviors.same();
          });
      ActorRef<String> actor = system.spawn(noting, on(DispatcherSelector.callers()));
      MDC.put("sender", "mine");
      Thread.currentThread().interrupt();

      actor.tell("now");

      assertThat(Thread.interrupted()).isTrue();
      assertThat(ran).containsExactly(Thread.currentThread());
      assertThat(MDC.get("sender")).isEqualTo("mine");
      assertThat(MDC.get("actor")).isNull();
    } finally {
      MDC.clear();
    }
  }

  @Test
  void anInterruptOfADeciderReachesNeitherAnotherActorNorTheSender() {
    try (var system = ActorSystem.create("interrupts")) {
      List<Boolean> interrupted = new ArrayList<>();
      Behavior<String> looking =
          Behaviors.receiveMessage(_ -> {
            interrupted.add(Thread.currentThread().isInterrupted());
            return Behaviors.same();
          });
      ActorRef<String> other = system.spawn(looking, on(DispatcherSelector.callers()));
      Function<Exception, SupervisorStrategy> interrupting =
          _ -> {
            other.tell("look");
            Thread.currentThread().interrupt();
            return SupervisorStrategy.resume();
          };
      Mailbox refusing =
          Mailbox.controlFirst(message -> {
            throw new IllegalArgumentException("thrown on purpose, for " + message);
          });

      system
          .spawn(
              Behaviors.supervise(interrupting, Behaviors.<String>ignore()),
              on(DispatcherSelector.callers()).withMailbox(refusing))
          .tell("misfit");

      assertThat(Thread.interrupted()).isFalse();
      assertThat(interrupted).containsExactly(false);
    }
  }

  @Test
  void anActorOnItsCallersThreadMayAskAnother() throws Exception {
    try (var system = ActorSystem.create("asking")) {
      var answering = system.spawn(here(), on(DispatcherSelector.callers()));
      Behavior<ActorRef<Thread>> asking =
          Behaviors.receiveMessage(replyTo -> {
            replyTo.tell(answering.ask(self -> self, SECOND.multipliedBy(10)));
            return Behaviors.same();
          });

      assertThat(threadOf(system.spawn(asking, on(DispatcherSelector.callers())))).isNotNull();
    }
  }

  @Test
  void aTimersThreadRunsNoActor() throws Exception {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Thread> probe = kit.createTestProbe();
      Behavior<String> timed =
          Behaviors.setup(context -> {
            context.timers().startSingle("key", "tick", Duration.ofMillis(1));
            return Behaviors.receiveMessage(_ -> {
              probe.ref().tell(Thread.currentThread());
              return Behaviors.same();
            });
          });
      kit.system().spawn(timed, on(DispatcherSelector.callers()));

      assertThat(probe.receiveMessage().isVirtual()).isTrue();
    }
  }
}
