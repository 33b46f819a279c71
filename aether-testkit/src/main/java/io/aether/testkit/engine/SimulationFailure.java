package io.aether.testkit.engine;

import io.aether.actor.spi.SafeText;

/// The failure of a run. Its message is the complete report; its cause is the original failure.
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1;

  private final Throwable wrong;
  private final long seed;
  private final long steps;
  private final long choices;
  private final long traceHash;

  /// @param choices how many choices the run made
  SimulationFailure(
      String message, Throwable cause, long seed, long steps, long choices, long traceHash) {
    super(message, SafeText.printable(cause));
    this.wrong = cause;
    this.seed = seed;
    this.steps = steps;
    this.choices = choices;
    this.traceHash = traceHash;
  }

  public long seed() {
    return seed;
  }

  long steps() {
    return steps;
  }

  long choices() {
    return choices;
  }

  long traceHash() {
    return traceHash;
  }

  /// {@return the same failure with `more` appended to its message}
  public SimulationFailure with(String more) {
    return new SimulationFailure(getMessage() + more, wrong, seed, steps, choices, traceHash);
  }

  /// {@return whether both failures have the same cause, apart from numbers in its text}
  boolean isLike(SimulationFailure other) {
    return kind(wrong).equals(kind(other.wrong));
  }

  private static String kind(Throwable cause) {
    return SafeText.of(cause).replaceAll("\\d+", "#");
  }
}
