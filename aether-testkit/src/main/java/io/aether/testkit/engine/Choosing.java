package io.aether.testkit.engine;

/// The strategy by which a run chooses, step by step, what runs next. All choices follow from the
/// seed.
public sealed interface Choosing {

  /// {@return the call on the public factory class that creates this strategy, for the line of code
  /// that replays a failure}
  String code();

  /// Everything that could run is equally likely to run next.
  record Uniform() implements Choosing {
    @Override
    public String code() {
      return "uniform()";
    }
  }

  /// The item with the highest priority runs; at each change point it drops to the lowest one.
  ///
  /// After Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with
  /// probabilistic guarantees of finding bugs" (2010), which finds a bug of depth `changePoints` +
  /// 1 with a known probability. Differences: the expected number of steps is drawn instead of
  /// given, and after that many steps the choice is uniform, so that nothing starves.
  ///
  /// @param changePoints how many times the item with the highest priority drops to the lowest
  record Priorities(int changePoints) implements Choosing {
    @Override
    public String code() {
      return "priorities(%d)".formatted(changePoints);
    }
  }

  /// Half of all seeds run [Uniform], the others [Priorities] with one to three change points.
  record Mixed() implements Choosing {
    @Override
    public String code() {
      return "mixed()";
    }
  }
}
