package io.aether.testkit.engine;

import java.time.Duration;
import java.util.List;

/// The result of one run that passed.
///
/// @param steps how many times an item was drawn to run
/// @param elapsed the virtual time that passed
/// @param traceHash a hash over every step
/// @param trace the last steps, oldest first
public record Outcome(long seed, long steps, Duration elapsed, long traceHash, List<String> trace) {

  /// Checks that a second run under the same seed was equal to this one.
  ///
  /// @throws AssertionError if it was not; the message shows the first step that differs
  void requireSame(Outcome second) {
    if (traceHash == second.traceHash) {
      return;
    }
    int place = 0;
    while (place < Math.min(trace.size(), second.trace.size())
        && trace.get(place).equals(second.trace.get(place))) {
      place++;
    }
    throw new AssertionError(
        """
        The simulation ran twice under seed %d and the two runs differ, so something other than \
        the seed decides: real time, another thread, an identity hash code, or state that the \
        first run left behind. First difference:
          %s
          %s\
        """
            .formatted(seed, line(place), second.line(place)));
  }

  private String line(int place) {
    return place < trace.size() ? trace.get(place) : "(the end)";
  }
}
