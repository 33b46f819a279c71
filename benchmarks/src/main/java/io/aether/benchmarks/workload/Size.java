package io.aether.benchmarks.workload;

/// How much work one iteration of a workload is.
public enum Size {
  FULL,
  QUICK,
  /// Enough to see that the result is right.
  TINY;

  int of(int full, int quick, int tiny) {
    return switch (this) {
      case FULL -> full;
      case QUICK -> quick;
      case TINY -> tiny;
    };
  }
}
