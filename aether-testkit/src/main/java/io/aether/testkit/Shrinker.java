package io.aether.testkit;

import org.jspecify.annotations.Nullable;

/// Looks for the fewest random choices under which a simulation still fails: the rest of the run
/// then goes by plain order, and what is left of the story is what matters.
///
/// A binary search over how many of the first choices are random. That fewer choices fail does not
/// imply that more do, so the result is small, not the smallest.
final class Shrinker {

  /// How many steps all attempts together may take, about.
  private static final long STEPS = 2_000_000;

  private final Simulation.Options options;
  private final SimulationBody body;
  private final SimulationFailure first;

  Shrinker(Simulation.Options options, SimulationBody body, SimulationFailure first) {
    this.options = options;
    this.body = body;
    this.first = first;
  }

  /// {@return the failure of the smallest run found, told with how it relates to the first one}
  SimulationFailure shrink() {
    SimulationFailure again = attempt(options);
    if (again == null || again.traceHash != first.traceHash) {
      return first.with(
          """

          BUT run again it %s: something else than the seed decides. The body and its actors must \
          not use real time, other threads, identity hash codes or what another run has left behind\
          """
              .formatted(again == null ? "passes" : "goes another way"));
    }
    SimulationFailure best = first;
    long high = Math.min(first.choices, options.choiceLimit());
    long low = -1; // fewer than none
    for (long steps = first.steps; high - low > 1 && steps < STEPS; steps += first.steps) {
      long middle = low + (high - low) / 2;
      SimulationFailure failure = attempt(limited(middle));
      if (failure != null && failure.isLike(first)) {
        high = middle;
        best = failure;
      } else {
        low = middle;
      }
    }
    SimulationFailure readable = best == first ? null : attempt(options.withChoiceLimit(high));
    if (readable == null || !readable.isLike(first)) {
      return best;
    }
    return readable.with(
        "\nThis is a smaller run, in which %d choices are random. The first that failed, of %d:\n  %s"
            .formatted(high, first.choices, FailureReport.replay(first.seed, options)));
  }

  /// Plain order may be an order in which the simulation does not end.
  private Simulation.Options limited(long choices) {
    long steps = Math.min(options.stepLimit(), 2 * first.steps + 1_000);
    return options.withChoiceLimit(choices).withStepLimit(steps);
  }

  private @Nullable SimulationFailure attempt(Simulation.Options attempted) {
    try {
      Simulation.run(first.seed, attempted, body);
      return null;
    } catch (SimulationFailure failure) {
      return failure;
    }
  }
}
