package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

class SimulationDeterminismTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void theSameSeedGivesTheSameTrace() {
    Simulation.Result first = Simulation.run(42, SimulationDeterminismTest::increment);

    Simulation.Result second = Simulation.run(42, SimulationDeterminismTest::increment);

    assertThat(second).isEqualTo(first);
    assertThat(first.trace()).hasSizeGreaterThan(10);
  }

  @Test
  void everySeedOfManyReplaysItself() {
    for (long seed = 0; seed < 300; seed++) {
      Simulation.Result first = Simulation.run(seed, SimulationDeterminismTest::increment);

      assertThat(Simulation.run(seed, SimulationDeterminismTest::increment)).isEqualTo(first);
    }
  }

  @Test
  void differentSeedsGiveDifferentInterleavings() {
    Simulation.Exploration exploration =
        Simulation.explore(0, 200, SimulationDeterminismTest::increment);

    assertThat(exploration.seeds()).isEqualTo(200);
    assertThat(exploration.interleavings()).isGreaterThan(100);
  }

  @Test
  void aTraceTellsNumberTimeAndActorOfEachStep() {
    Simulation.Result result =
        Simulation.run(1, sim -> sim.system("bank").spawn(Behaviors.ignore(), "vault"));

    assertThat(result.trace().getFirst()).isEqualTo("     1 0.000000000 s  task body");
    assertThat(result.trace()).anyMatch(line -> line.endsWith("  /user/vault"));
  }

  @Test
  void aLostUpdateIsFoundWithinAHundredSeeds() {
    assertThatThrownBy(
            () -> Simulation.explore(0, 100, sim -> assertThat(increment(sim)).isEqualTo(2)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("/user/register")
        .hasMessageContaining("To replay it: Simulation.run(");
  }

  @Test
  void explorationReportsTheSmallestFailingSeed() {
    Set<Long> failing = new TreeSet<>();
    for (long seed = 0; seed < 100; seed++) {
      long current = seed;
      Simulation.run(
          seed,
          sim -> {
            if (increment(sim) != 2) {
              failing.add(current);
            }
          });
    }

    Throwable failure =
        catchThrowable(
            () -> Simulation.explore(0, 100, sim -> assertThat(increment(sim)).isEqualTo(2)));

    assertThat(failure)
        .hasMessageContaining("Simulation.run(" + failing.iterator().next() + "L, body)");
  }

  @Test
  void everySeedIsExploredOnce() {
    Set<Long> explored = new ConcurrentSkipListSet<>();

    Simulation.explore(10, 50, sim -> assertThat(explored.add(sim.seed())).isTrue());

    assertThat(explored).hasSize(50).contains(10L, 59L);
  }

  @Test
  void randomnessOfLibraryAndBodyFollowsFromTheSeed() {
    Set<List<Long>> drawn = ConcurrentHashMap.newKeySet();
    SimulationBody body =
        sim -> drawn.add(List.of(sim.environment().random().nextLong(), sim.random().nextLong()));

    Simulation.run(7, body);
    Simulation.run(7, body);
    Simulation.run(8, body);

    assertThat(drawn).hasSize(2);
  }

  @Test
  void numbersThatTheBodyDrawsDoNotChangeTheOrderOfSteps() {
    Simulation.Result frugal = Simulation.run(3, SimulationDeterminismTest::increment);

    Simulation.Result wasteful =
        Simulation.run(
            3,
            sim -> {
              sim.random().nextBytes(new byte[1_000]);
              sim.environment().random().nextBytes(new byte[1_000]);
              increment(sim);
            });

    assertThat(wasteful.traceHash()).isEqualTo(frugal.traceHash());
  }

  @Test
  void notesAreLinesOfTheTrace() {
    Simulation.Result silent = Simulation.run(1, _ -> {});

    Simulation.Result noting = Simulation.run(1, sim -> sim.note("half way"));

    assertThat(noting.trace()).last().asString().endsWith("task body: half way");
    assertThat(noting.traceHash()).isNotEqualTo(silent.traceHash());
  }

  @Test
  void onlyTheLastLinesOfALongTraceAreKept() {
    Simulation.Result result =
        Simulation.run(
            1,
            options -> options.withTraceLimit(100),
            sim -> {
              for (int i = 0; i < 1_000; i++) {
                sim.note("line " + i);
              }
            });

    assertThat(result.trace()).hasSize(100).last().asString().endsWith("line 999");
    assertThat(result.trace()).first().asString().endsWith("line 900");
  }

  @Test
  void messagesOfOneSenderKeepTheirOrderUnderEverySeed() {
    Simulation.explore(
        0,
        100,
        sim -> {
          List<Integer> received = new ArrayList<>();
          ActorRef<Integer> actor =
              sim.system("test")
                  .spawn(
                      Behaviors.receiveMessage(number -> {
                        received.add(number);
                        return Behaviors.same();
                      }));
          for (int i = 0; i < 20; i++) {
            actor.tell(i);
          }
          sim.awaitIdle();
          assertThat(received).hasSize(20).isSorted();
        });
  }

  // ---- Two actors that read, then write, and so may lose an update ----

  private sealed interface Command {
    record Read(ActorRef<Integer> replyTo) implements Command {}

    record Write(int value) implements Command {}
  }

  private record Increment(ActorRef<String> replyTo) {}

  private static Behavior<Command> register(int value) {
    return (_, command) ->
        switch (command) {
          case Command.Read(var replyTo) -> {
            replyTo.tell(value);
            yield Behaviors.same();
          }
          case Command.Write(int written) -> register(written);
        };
  }

  private static Behavior<Increment> incrementer(ActorRef<Command> register) {
    return (_, increment) -> {
      int value = register.ask(Command.Read::new, SECOND);
      register.tell(new Command.Write(value + 1));
      increment.replyTo().tell("done");
      return Behaviors.same();
    };
  }

  /// Increments a register twice, at the same time.
  private static int increment(Simulation sim) throws InterruptedException {
    var system = sim.system("test");
    ActorRef<Command> register = system.spawn(register(0), "register");
    ActorRef<Increment> one = system.spawn(incrementer(register), "one");
    ActorRef<Increment> two = system.spawn(incrementer(register), "two");
    var first = one.askAsync(Increment::new, SECOND);
    var second = two.askAsync(Increment::new, SECOND);
    sim.environment().await(first);
    sim.environment().await(second);
    return register.ask(Command.Read::new, SECOND);
  }
}
