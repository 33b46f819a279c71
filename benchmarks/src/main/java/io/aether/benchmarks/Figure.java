package io.aether.benchmarks;

import java.util.Arrays;

/// What one contender needs for one metric.
///
/// @param best the least disturbed iteration: what else the machine does only ever adds
/// @param median of all iterations
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
