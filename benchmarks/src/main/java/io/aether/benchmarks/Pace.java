package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Size;

/// How much time one JVM gets. An iteration that has begun is finished, and there is at least one.
///
/// @param warmUpSeconds during which nothing counts, nor do the first [#WARM_UP_ITERATIONS]
/// @param measuredSeconds during which everything counts
record Pace(Size size, int warmUpSeconds, int measuredSeconds) {

  /// However long one takes: contenders that get through different numbers of them do not compare.
  static final int WARM_UP_ITERATIONS = 3;

  /// Pekko and Akka are the larger programs, so their compilation takes longer.
  static Pace of(boolean quick, Contenders contender) {
    boolean large = contender != Contenders.AETHER && contender != Contenders.BEFORE;
    return quick ? new Pace(Size.QUICK, large ? 3 : 2, 2) : new Pace(Size.FULL, large ? 5 : 3, 5);
  }
}
