package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import io.aether.testkit.engine.SimulationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Strategies, and the processing of a failure before it is shown.
class ExplorationTest {

  private static final Pattern CHOICES = Pattern.compile("withChoiceLimit\\((\\d+)L\\)");

  static List<Strategy> strategies() {
    return List.of(Strategy.uniform(), Strategy.priorities(0), Strategy.priorities(3));
  }

  /// Three tasks in the order in which they ran.
  private static List<Integer> order(Simulation sim) throws InterruptedException {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int task = i;
      sim.environment().fork("task-" + i, () -> order.add(task));
    }
    sim.awaitIdle();
    return order;
  }

  private static void failsOutOfOrder(Simulation sim) throws InterruptedException {
    order(sim); // choices that have no influence
    order(sim);
    assertThat(order(sim)).containsExactly(0, 1, 2);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void eachStrategyFindsAllOrders(Strategy strategy) {
    List<List<Integer>> orders = new ArrayList<>();

    for (int seed = 0; seed < 200; seed++) {
      Simulation.run(
          seed, options -> options.withStrategy(strategy), sim -> orders.add(order(sim)));
    }

    assertThat(orders.stream().distinct()).hasSize(6);
  }

  @ParameterizedTest
  @MethodSource("strategies")
  void eachStrategyReplays(Strategy strategy) {
    UnaryOperator<Simulation.Options> configure = options -> options.withStrategy(strategy);
    for (int seed = 0; seed < 50; seed++) {
      assertThat(Simulation.run(seed, configure, ExplorationTest::order))
          .isEqualTo(Simulation.run(seed, configure, ExplorationTest::order));
    }
  }

  @Test
  void priorityGivesWayToThoseWhoWouldStarve() {
    Simulation.explore(
        0,
        100,
        options -> options.withStrategy(Strategy.priorities(1)),
        sim -> {
          var system = sim.system("test");
          ActorRef<String> endless =
              system.spawn((context, message) -> {
                context.self().tell(message);
                return Behaviors.same();
              });
          endless.tell("again");
          ActorRef<ActorRef<String>> patient =
              system.spawn(
                  Behaviors.receiveMessage(replyTo -> {
                    replyTo.tell("my turn");
                    return Behaviors.same();
                  }));
          assertThat(patient.<String>ask(replyTo -> replyTo, Duration.ofHours(1)))
              .isEqualTo("my turn");
        });
  }

  @Test
  void withoutRandomChoicesAllSeedsGoOneWay() {
    Simulation.Exploration exploration =
        Simulation.explore(
            0,
            20,
            options -> options.withChoiceLimit(0),
            sim -> assertThat(order(sim)).containsExactly(0, 1, 2));

    assertThat(exploration.interleavings()).isEqualTo(1);
  }

  @Test
  void aFailureIsShrunkToARunThatFailsWithFewerChoices() {
    SimulationFailure found =
        catchThrowableOfType(
            SimulationFailure.class,
            () -> Simulation.explore(0, 100, ExplorationTest::failsOutOfOrder));
    Matcher limit = CHOICES.matcher(found.getMessage());

    assertThat(limit.find()).isTrue();
    assertThat(found).hasMessageContaining("This run is smaller: ");
    assertThatThrownBy(() ->
            Simulation.run(
                found.seed(),
                options -> options.withChoiceLimit(Long.parseLong(limit.group(1))),
                ExplorationTest::failsOutOfOrder))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void theLineThatReplaysNamesWhatIsNotStandard() {
    AssertionError failure =
        catchThrowableOfType(
            AssertionError.class,
            () ->
                Simulation.run(
                    5,
                    options ->
                        options
                            .withStrategy(Strategy.priorities(2))
                            .withLiveness(Duration.ofSeconds(7)),
                    _ -> {
                      throw new AssertionError("wrong");
                    }));

    assertThat(failure)
        .hasMessageEndingWith(
            "Simulation.run(5L, options -> options.withStrategy(Strategy.priorities(2))"
                + ".withLiveness(Duration.parse(\"PT7S\")), body)");
  }

  @Test
  void aFailureThatCannotBeRepeatedIsCalledSo() {
    AtomicInteger runs = new AtomicInteger();

    assertThatThrownBy(() ->
            Simulation.explore(
                0,
                1,
                _ -> {
                  if (runs.incrementAndGet() == 1) {
                    throw new AssertionError("only once");
                  }
                }))
        .hasMessageContaining("only once")
        .hasMessageContaining(
            "BUT a second run under the same seed passes: something other than the seed decides");
  }

  @Test
  void theReplayCheckFindsWhatElseDecides() {
    AtomicInteger runs = new AtomicInteger();

    assertThatThrownBy(() ->
            Simulation.run(
                1,
                Simulation.Options::withReplayCheck,
                sim -> sim.note("run " + runs.incrementAndGet())))
        .hasMessageContaining("ran twice under seed 1 and the two runs differ")
        .hasMessageContaining("task body: run 1")
        .hasMessageContaining("task body: run 2");
  }

  @Test
  void theReplayCheckPassesWhatTheSeedDecides() {
    Simulation.explore(0, 50, Simulation.Options::withReplayCheck, ExplorationTest::order);
  }
}
