package io.aether.testkit;

import io.aether.actor.annotation.Stable;

/// The number of rounds that a test runs: few in everyday builds, many in full ones.
///
/// ```java
/// private static final int SEEDS = Rounds.of(100, 10_000);
/// ```
///
/// `-Daether.rounds=full` selects the larger number, `-Daether.seeds=N` exactly N for every test.
@Stable
public final class Rounds {

  /// The system property with the value `full` or `reduced`, which is the default.
  public static final String PROPERTY = "aether.rounds";

  /// The system property with the number of rounds of every test.
  public static final String SEEDS_PROPERTY = "aether.seeds";

  private Rounds() {}

  /// {@return the number of rounds}
  ///
  /// @throws IllegalArgumentException if the property has another value
  public static int of(int reduced, int full) {
    Integer seeds = Integer.getInteger(SEEDS_PROPERTY);
    if (seeds != null) {
      return seeds;
    }
    return switch (System.getProperty(PROPERTY, "reduced")) {
      case "reduced", "" -> reduced;
      case "full" -> full;
      case String other ->
          throw new IllegalArgumentException(
              "-D%s must be 'reduced' or 'full', but was: '%s'".formatted(PROPERTY, other));
    };
  }
}
