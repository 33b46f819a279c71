package io.aether.testkit;

import io.aether.actor.spi.SafeText;

/// A simulation that failed: its message is the whole story, its cause is what went wrong.
final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  final Throwable wrong;
  final long seed;
  final long steps;
  final long choices;
  final long traceHash;

  /// @param choices how many choices the simulation made
  SimulationFailure(
      String message, Throwable cause, long seed, long steps, long choices, long traceHash) {
    super(message, SafeText.printable(cause));
    this.wrong = cause;
    this.seed = seed;
    this.steps = steps;
    this.choices = choices;
    this.traceHash = traceHash;
  }

  /// {@return the same failure, told with `more` words}
  SimulationFailure with(String more) {
    return new SimulationFailure(getMessage() + more, wrong, seed, steps, choices, traceHash);
  }

  /// {@return whether `other` seems to be of the same kind: what differs is numbers at most}
  boolean isLike(SimulationFailure other) {
    return kind(wrong).equals(kind(other.wrong));
  }

  private static String kind(Throwable cause) {
    return SafeText.of(cause).replaceAll("\\d+", "#");
  }
}
