package io.aether.benchmarks;

import java.util.Arrays;

/// The result of one contender for one metric.
///
/// @param best the lowest cost of an iteration: other load on the machine can only increase the
///   cost
/// @param median the median of all iterations
record Figure(double best, double median) {

  static Figure of(double... samples) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Figure(sorted[0], median);
  }
}
