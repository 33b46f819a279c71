package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import io.aether.testkit.engine.Choosing;

/// The strategy by which a [Simulation] chooses, step by step, what runs next. With every strategy,
/// all choices follow from the seed. Immutable; strategies of the same kind and parameters are
/// equal.
@Stable
public final class Strategy {

  private final Choosing choosing;

  private Strategy(Choosing choosing) {
    this.choosing = choosing;
  }

  /// Everything that could run is equally likely to run next. Finds faults that need many switches
  /// between actors.
  public static Strategy uniform() {
    return new Strategy(new Choosing.Uniform());
  }

  /// The actor, task or timer with the highest priority runs; at each change point it drops to the
  /// lowest priority. Finds faults that need one actor to be much slower than others at the right
  /// moment, which [#uniform] seldom produces.
  ///
  /// After Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with
  /// probabilistic guarantees of finding bugs" (2010), which finds a bug of depth `changePoints` +
  /// 1 with a known probability. Differences: the expected number of steps is drawn from the seed,
  /// and after that many steps the choice is uniform, so that nothing starves.
  ///
  /// @param changePoints how many times the highest priority drops to the lowest; 0 or more
  /// @throws IllegalArgumentException if `changePoints` is negative
  public static Strategy priorities(int changePoints) {
    if (changePoints < 0) {
      throw new IllegalArgumentException(
          "changePoints must be 0 or more, but was: " + changePoints);
    }
    return new Strategy(new Choosing.Priorities(changePoints));
  }

  /// The seed decides: half of all seeds run [#uniform], the others [#priorities] with one to three
  /// change points. This is the default.
  public static Strategy mixed() {
    return new Strategy(new Choosing.Mixed());
  }

  Choosing choosing() {
    return choosing;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Strategy strategy && choosing.equals(strategy.choosing);
  }

  @Override
  public int hashCode() {
    return choosing.hashCode();
  }

  @Override
  public String toString() {
    return "Strategy." + choosing.code();
  }
}
