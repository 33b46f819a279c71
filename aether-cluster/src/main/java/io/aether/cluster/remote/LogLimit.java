package io.aether.cluster.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Limits log lines about repeated problems: each is logged the 1st, 2nd, 4th, 8th ... time.
/// Thread-safe.
final class LogLimit {

  /// Beyond this number of different problems, further ones share one count.
  private static final int MAX_PROBLEMS = 1_000;

  /// The number of occurrences of each problem. Any thread; never iterated.
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /// {@return how often `problem` has occurred, including this time, or 0 if this time is not
  /// logged}
  long worthLogging(String problem) {
    boolean known = counts.size() < MAX_PROBLEMS || counts.containsKey(problem);
    long count = counts.merge(known ? problem : "", 1L, Long::sum);
    return Long.bitCount(count) == 1 ? count : 0;
  }
}
