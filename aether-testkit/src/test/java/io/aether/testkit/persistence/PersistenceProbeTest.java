package io.aether.testkit.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import io.aether.persistence.PersistenceId;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class PersistenceProbeTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final PersistenceId ID = PersistenceId.of("counter", "1");

  /// A counter over stores with faults.
  private record Setup(Simulation sim, PersistenceProbe probe, ActorRef<Counter.Add> counter) {

    static Setup in(Simulation sim) {
      ActorSystem system = sim.system("test");
      var probe = PersistenceProbe.create(sim.environment(), Counter.TYPES);
      return new Setup(
          sim,
          probe,
          system.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart().withBackoff(SECOND, SECOND),
                  Counter.behavior("1", probe.persistence()))));
    }

    long add(String id, long amount) throws InterruptedException {
      return counter.<Long>ask(
          replyTo -> new Counter.Add(id, amount, replyTo), SECOND.multipliedBy(10));
    }
  }

  @Test
  void storedEventsAreReportedInOrderAndOnce() {
    Simulation.run(
        1,
        sim -> {
          var setup = Setup.in(sim);
          setup.add("a", 1);
          setup.add("b", 2);
          setup.add("c", 3);

          setup.probe.expectPersisted(ID, new Counter.Added(1), new Counter.Added(2));
          assertThatThrownBy(() -> setup.probe.expectNothingPersisted(ID))
              .isInstanceOf(AssertionError.class)
              .hasMessageContaining(
                  "was expected to end after 2 events, but continues with [Added[amount=3]]");
          setup.probe.expectPersisted(ID, new Counter.Added(3));
          setup.probe.expectNothingPersisted(ID);
          assertThatThrownBy(() -> setup.probe.expectPersisted(ID, new Counter.Added(4)))
              .isInstanceOf(AssertionError.class);
        });
  }

  // @start region="persistence-probe"
  @Test
  void anAppendWithoutAnAnswerIsNotStoredTwice() {
    Simulation.explore(
        0,
        100,
        sim -> {
          var probe = PersistenceProbe.create(sim.environment(), Counter.TYPES);
          var counter = sim.system("test").spawn(Counter.behavior("1", probe.persistence()));
          probe.next(StoreCall.APPEND, StoreFault.unknownButStored());
          probe.sometimes(StoreCall.HEAD, 0.5, StoreFault.fail("the server is away"));

          long sum =
              counter.<Long>ask(
                  replyTo -> new Counter.Add("a", 1, replyTo), SECOND.multipliedBy(9));

          assertThat(sum).isEqualTo(1);
          probe.expectPersisted(ID, new Counter.Added(1));
          probe.expectNothingPersisted(ID);
        });
  }

  // @end

  @Test
  void aDelayedAppendTakesItsTime() {
    Simulation.run(
        1,
        sim -> {
          var setup = Setup.in(sim);
          setup.add("a", 1);
          setup.probe.next(StoreCall.APPEND, StoreFault.delay(SECOND.multipliedBy(3)));
          Duration before = sim.now();

          setup.add("b", 1);

          assertThat(sim.now().minus(before)).isEqualTo(SECOND.multipliedBy(3));
        });
  }

  @Test
  void anAppendThatIsRefusedOrFailsStoresNothing() {
    Simulation.run(
        1,
        sim -> {
          var setup = Setup.in(sim);
          setup.probe.next(StoreCall.APPEND, StoreFault.refuse("too large"));

          assertThatThrownBy(() -> setup.add("a", 1)).isInstanceOf(AskException.TargetFailed.class);

          setup.probe.expectNothingPersisted(ID);
          assertThat(setup.add("a", 1)).isEqualTo(1);
        });
  }

  @Test
  void anAppendThatArrivesLaterIsStoredOnceOnly() {
    Simulation.explore(
        0,
        100,
        sim -> {
          var setup = Setup.in(sim);
          setup.add("a", 1);
          setup.probe.next(
              StoreCall.APPEND,
              StoreFault.unknownAndStoredAfter(Duration.ofMillis(sim.random().nextInt(30))));

          assertThat(setup.add("b", 2)).isEqualTo(3);
          sim.advance(SECOND);

          assertThat(setup.probe.persisted(ID))
              .containsExactly(new Counter.Added(1), new Counter.Added(2));
        });
  }

  @Test
  void aFaultByPredicateHitsWhatItIsMeantForUntilItIsHealed() {
    Simulation.run(
        1,
        sim -> {
          var setup = Setup.in(sim);
          setup.probe.when(
              StoreCall.APPEND,
              request -> "bad".equals(Objects.requireNonNull(request.commit()).commandId()),
              StoreFault.refuse("as told"));

          assertThat(setup.add("good", 1)).isEqualTo(1);
          assertThatThrownBy(() -> setup.add("bad", 1))
              .isInstanceOf(AskException.TargetFailed.class);
          setup.probe.heal();
          assertThat(setup.add("bad", 1)).isEqualTo(2);
        });
  }

  @Test
  void anUnreadableLogDelaysRecoveryButLosesNothing() {
    Simulation.run(
        1,
        sim -> {
          var setup = Setup.in(sim);
          setup.add("a", 1);
          setup.probe.next(StoreCall.READ, StoreFault.fail("away"));
          var second =
              sim.system("second")
                  .spawn(
                      Behaviors.supervise(
                          SupervisorStrategy.restart().withBackoff(SECOND, SECOND),
                          Counter.behavior("1", setup.probe.persistence())));

          long sum =
              second.<Long>ask(
                  replyTo -> new Counter.Add("b", 1, replyTo), SECOND.multipliedBy(10));

          assertThat(sum).isEqualTo(2);
        });
  }

  /// A disk whose every call may fail, and an actor whose sender repeats unanswered commands.
  @Test
  void underRandomFaultsOfTheDiskEachCommandIsAppliedOnce() {
    Set<Integer> faults = ConcurrentHashMap.newKeySet();
    Simulation.explore(
        0,
        Rounds.of(200, 5_000),
        sim -> {
          var setup = Setup.in(sim);
          setup.probe.sometimes(StoreCall.APPEND, 0.2, StoreFault.unknownAndLost());
          setup.probe.sometimes(StoreCall.APPEND, 0.2, StoreFault.unknownButStored());
          setup.probe.sometimes(StoreCall.APPEND, 0.1, StoreFault.fail("away"));
          setup.probe.sometimes(StoreCall.HEAD, 0.3, StoreFault.fail("away"));
          setup.probe.sometimes(StoreCall.READ, 0.3, StoreFault.fail("away"));
          setup.probe.sometimes(StoreCall.LOAD_SNAPSHOT, 0.3, StoreFault.fail("away"));

          for (int n = 0; n < 10; n++) {
            insist(setup, "c" + n);
          }

          assertThat(setup.probe.commits(ID)).hasSize(10);
          assertThat(new HashSet<>(commandIds(setup))).hasSize(10);
          faults.add((int) sim.now().toMillis());
        });
    assertThat(faults).as("different sequences of faults").hasSizeGreaterThan(10);
  }

  private static void insist(Setup setup, String id) throws InterruptedException {
    while (true) {
      try {
        setup.add(id, 1);
        return;
      } catch (AskException again) {
        // The command has an id.
      }
    }
  }

  private static List<String> commandIds(Setup setup) {
    return setup.probe.commits(ID).stream()
        .map(commit -> Objects.requireNonNull(commit.commandId()))
        .toList();
  }

  @Test
  void aFaultThatACallCannotMeetIsRejected() {
    Simulation.run(
        1,
        sim -> {
          var probe = PersistenceProbe.create(sim.environment(), Counter.TYPES);

          assertThatThrownBy(() -> probe.next(StoreCall.READ, StoreFault.refuse("no")))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining("Only an APPEND can meet a fault of kind Refusal");
        });
  }

  @Test
  void aPredicateThatFailsFailsTheCall() {
    IOException failure = new IOException("no idea");
    Simulation.run(
        1,
        sim -> {
          var probe = PersistenceProbe.create(sim.environment(), Counter.TYPES);
          probe.when(
              StoreCall.HEAD,
              _ -> {
                throw failure;
              },
              StoreFault.fail("never"));

          assertThatThrownBy(() -> probe.persistence().journal().open(ID).head())
              .isInstanceOf(IllegalStateException.class)
              .hasCause(failure);
        });
  }
}
