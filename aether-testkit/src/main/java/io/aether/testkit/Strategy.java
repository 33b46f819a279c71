package io.aether.testkit;

/// How a simulation chooses, step by step, what runs next. Whichever it is, all choices follow from
/// the seed.
public sealed interface Strategy {

  /// Everything that could run is equally likely to be next. Finds what needs many switches between
  /// actors.
  record Uniform() implements Strategy {}

  /// Whoever has the highest priority runs, and at a few steps loses it. Finds what needs one actor
  /// to be much slower than others at the right moment, which [Uniform] seldom is.
  ///
  /// After Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with
  /// probabilistic guarantees of finding bugs" (2010), where a bug of depth `changePoints` + 1 is
  /// found with a known probability. Differences: how many steps there will be is drawn instead of
  /// given, and after so many the choice is uniform, so that nobody starves for ever.
  ///
  /// @param changePoints how many times the first in rank becomes the last; 0 or more
  record Priorities(int changePoints) implements Strategy {
    public Priorities {
      if (changePoints < 0) {
        throw new IllegalArgumentException(
            "changePoints is a number of steps, but was: " + changePoints);
      }
    }
  }

  /// The seed decides: half of all seeds run [Uniform], the others [Priorities] with one to three
  /// change points.
  record Mixed() implements Strategy {}

  static Strategy uniform() {
    return new Uniform();
  }

  static Strategy priorities(int changePoints) {
    return new Priorities(changePoints);
  }

  static Strategy mixed() {
    return new Mixed();
  }
}
