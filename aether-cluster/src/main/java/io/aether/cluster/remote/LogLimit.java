package io.aether.cluster.remote;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Keeps a problem that repeats itself from filling the log: of each, the 1st, 2nd, 4th, 8th ...
/// time is worth a line. Thread-safe.
final class LogLimit {

  /// Beyond so many different problems, new ones share one count.
  private static final int MAX_PROBLEMS = 1_000;

  /// How often each occurred. Any thread; never walked.
  private final Map<String, Long> counts = new ConcurrentHashMap<>();

  /// {@return how often `problem` has occurred, counting this time, or 0 if that need not be
  /// logged}
  long worthLogging(String problem) {
    boolean known = counts.size() < MAX_PROBLEMS || counts.containsKey(problem);
    long count = counts.merge(known ? problem : "", 1L, Long::sum);
    return Long.bitCount(count) == 1 ? count : 0;
  }
}
