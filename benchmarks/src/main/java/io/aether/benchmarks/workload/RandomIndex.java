package io.aether.benchmarks.workload;

/// Cheap random numbers, the same in every run: Knuth's linear congruential generator.
final class RandomIndex {
  private long state;

  RandomIndex(int seed) {
    this.state = seed * 7919L + 1;
  }

  int below(int bound) {
    state = state * 6364136223846793005L + 1442695040888963407L;
    return (int) ((state >>> 33) % bound);
  }
}
