package io.aether.benchmarks.workload;

import java.util.concurrent.atomic.AtomicIntegerArray;

/// Counts durations in buckets of about 3 %, without allocating. Thread-safe.
final class Histogram {

  private static final int SUB_BITS = 5;
  private static final int SUB_BUCKETS = 1 << SUB_BITS;

  private final AtomicIntegerArray counts = new AtomicIntegerArray(Long.SIZE * SUB_BUCKETS);

  void add(long nanos) {
    counts.getAndIncrement(bucket(Math.max(0, nanos)));
  }

  /// {@return the duration that `share` of all durations do not exceed}
  double microsAt(double share) {
    long all = 0;
    for (int i = 0; i < counts.length(); i++) {
      all += counts.get(i);
    }
    long wanted = Math.max(1, (long) Math.ceil(share * all));
    long seen = 0;
    for (int i = 0; i < counts.length(); i++) {
      seen += counts.get(i);
      if (seen >= wanted) {
        return middle(i) / 1e3;
      }
    }
    throw new IllegalStateException("nothing was recorded");
  }

  private static int bucket(long nanos) {
    if (nanos < SUB_BUCKETS) {
      return (int) nanos;
    }
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int sub = (int) (nanos >>> (exponent - SUB_BITS)) & (SUB_BUCKETS - 1);
    return (exponent - SUB_BITS + 1) * SUB_BUCKETS + sub;
  }

  private static double middle(int bucket) {
    if (bucket < SUB_BUCKETS) {
      return bucket;
    }
    int exponent = bucket / SUB_BUCKETS + SUB_BITS - 1;
    return Math.scalb(1 + (bucket % SUB_BUCKETS + 0.5) / SUB_BUCKETS, exponent);
  }
}
