package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Size;

/// How long one JVM runs. An iteration that has begun is finished, and there is at least one.
///
/// @param warmUpSeconds the time in which iterations do not count; the first [#WARM_UP_ITERATIONS]
///   never count
/// @param measuredSeconds the time in which all iterations count
record Pace(Size size, int warmUpSeconds, int measuredSeconds) {

  /// The least number of iterations of the warm-up, independent of their duration: contenders that
  /// run different numbers of them cannot be compared.
  static final int WARM_UP_ITERATIONS = 3;

  /// Pekko and Akka are the larger programs, so their compilation takes longer.
  static Pace of(boolean quick, Contenders contender) {
    boolean large = contender != Contenders.AETHER && contender != Contenders.BEFORE;
    return quick ? new Pace(Size.QUICK, large ? 3 : 2, 2) : new Pace(Size.FULL, large ? 5 : 3, 5);
  }
}
