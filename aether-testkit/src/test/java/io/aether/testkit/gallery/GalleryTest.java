package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.Strategy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The value of exploration: it finds every mistake of the gallery, and reports none in the correct
/// actors.
class GalleryTest {

  private static final int ENOUGH_SEEDS = 1_000;
  private static final int COMPARED = 300;
  private static final int SEEDS = Rounds.of(200, 10_000);

  private static final List<Exhibit> EXHIBITS =
      List.of(
          new AskCycle(),
          new BlindRetry(),
          new CheckThenAct(),
          new DiningRing(),
          new DoubleProcessing(),
          new EndBeforeResult(),
          new ForgottenStash(),
          new FormerTimer(),
          new LateReply(),
          new LostRequest(),
          new MailOfTheStopped(),
          new NameReuse(),
          new ReplyToRestarted(),
          new SharedList(),
          new StaleLease(),
          new TwoSenders());

  static final List<String> TITLES = EXHIBITS.stream().map(Exhibit::title).toList();

  private static Exhibit exhibit(String title) {
    return EXHIBITS.stream().filter(it -> it.title().equals(title)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @FieldSource("TITLES")
  void theMistakeIsFoundWithinAThousandSeeds(String title) {
    Exhibit exhibit = exhibit(title);

    AssertionError found =
        catchThrowableOfType(
            AssertionError.class,
            () -> Simulation.explore(0, ENOUGH_SEEDS, exhibit::configure, exhibit::broken));

    assertThat(found)
        .as("what %d seeds find", ENOUGH_SEEDS)
        .hasMessageContaining("Events that can have led to it")
        .hasMessageContaining("To replay it: Simulation.run(");
  }

  @ParameterizedTest
  @FieldSource("TITLES")
  void theRightActorPassesUnderEverySeed(String title) {
    Exhibit exhibit = exhibit(title);

    Simulation.Exploration exploration =
        Simulation.explore(0, SEEDS, exhibit::configure, exhibit::fixed);

    assertThat(exploration.seeds()).isEqualTo(SEEDS);
  }

  /// Reports how many failing seeds each strategy finds.
  @ParameterizedTest
  @FieldSource("TITLES")
  void eachStrategyFindsItsShare(String title, TestReporter reporter) {
    Exhibit exhibit = exhibit(title);
    Map<String, Long> found = new LinkedHashMap<>();
    found.put("mixed", failing(exhibit, Strategy.mixed()));
    found.put("uniform", failing(exhibit, Strategy.uniform()));
    for (int changePoints = 0; changePoints <= 3; changePoints++) {
      found.put(
          "priorities(%d)".formatted(changePoints),
          failing(exhibit, Strategy.priorities(changePoints)));
    }

    reporter.publishEntry("%s, failing of %d".formatted(title, COMPARED), found.toString());
    assertThat(found.get("mixed")).isPositive();
  }

  private static long failing(Exhibit exhibit, Strategy strategy) {
    return LongStream.range(0, COMPARED).filter(seed -> fails(exhibit, strategy, seed)).count();
  }

  private static boolean fails(Exhibit exhibit, Strategy strategy, long seed) {
    try {
      Simulation.run(
          seed, options -> exhibit.configure(options).withStrategy(strategy), exhibit::broken);
      return false;
    } catch (AssertionError found) {
      return true;
    }
  }
}
