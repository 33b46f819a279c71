package io.aether.benchmarks.workload;

/// Keeps a processor busy for about a given time.
final class Work {

  private static final int TRIALS = 200;
  private static final int ROUNDS_PER_TRIAL = 100_000;

  /// Written so that no compiler removes the work. Never read.
  @SuppressWarnings("unused")
  private static volatile long sink;

  private Work() {}

  static void burn(int rounds) {
    long x = rounds;
    for (int i = 0; i < rounds; i++) {
      x = x * 6364136223846793005L + i;
    }
    sink = x;
  }

  /// Measures the speed of the machine once, by its best trial.
  static int roundsFor(int nanos) {
    return (int) (nanos / Calibration.NANOS_PER_ROUND);
  }

  private static final class Calibration {
    static final double NANOS_PER_ROUND = nanosPerRound();

    private static double nanosPerRound() {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < TRIALS; i++) {
        long start = System.nanoTime();
        burn(ROUNDS_PER_TRIAL);
        best = Math.min(best, System.nanoTime() - start);
      }
      return (double) best / ROUNDS_PER_TRIAL;
    }
  }
}
