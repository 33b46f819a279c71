package io.aether.testkit.engine;

import org.jspecify.annotations.Nullable;

/// Looks for the fewest random choices under which a run still fails. The rest of such a run
/// follows plain order, so its story contains little besides the cause.
///
/// A binary search over how many of the first choices are random. A run that fails with fewer
/// choices does not imply that one with more fails too, so the result is small, not minimal.
final class Shrinker {

  /// About how many steps all attempts together may take.
  private static final long STEPS = 2_000_000;

  private final Limits limits;
  private final Scenario scenario;
  private final SimulationFailure first;

  Shrinker(Limits limits, Scenario scenario, SimulationFailure first) {
    this.limits = limits;
    this.scenario = scenario;
    this.first = first;
  }

  /// {@return the failure of the smallest failing run found; its message also names the first one}
  SimulationFailure shrink() {
    SimulationFailure again = attempt(limits);
    if (again == null || again.traceHash() != first.traceHash()) {
      return first.with(
          """

          BUT a second run under the same seed %s: something other than the seed decides. The body \
          and its actors must not use real time, other threads, identity hash codes or state that \
          another run has left behind\
          """
              .formatted(again == null ? "passes" : "takes other steps"));
    }
    SimulationFailure best = first;
    long high = Math.min(first.choices(), limits.choices());
    long low = -1; // one less than no choice at all
    for (long steps = first.steps(); high - low > 1 && steps < STEPS; steps += first.steps()) {
      long middle = low + (high - low) / 2;
      SimulationFailure failure = attempt(limited(middle));
      if (failure != null && failure.isLike(first)) {
        high = middle;
        best = failure;
      } else {
        low = middle;
      }
    }
    SimulationFailure readable =
        best == first ? null : attempt(limits.within(limits.steps(), high));
    if (readable == null || !readable.isLike(first)) {
      return best;
    }
    return readable.with(
        ("\nThis run is smaller: %d of its choices are random."
                + " The run that failed first had %d:\n  %s")
            .formatted(high, first.choices(), FailureReport.replay(first.seed(), limits)));
  }

  /// Plain order may be an order in which the run does not end, so it gets fewer steps.
  private Limits limited(long choices) {
    return limits.within(Math.min(limits.steps(), 2 * first.steps() + 1_000), choices);
  }

  private @Nullable SimulationFailure attempt(Limits attempted) {
    try {
      Run.of(first.seed(), attempted, scenario);
      return null;
    } catch (SimulationFailure failure) {
      return failure;
    }
  }
}
