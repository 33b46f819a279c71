package io.aether.testkit;

/// How many rounds a test runs: few in everyday builds, many when all of them are asked for.
///
/// ```java
/// private static final int SEEDS = Rounds.of(100, 10_000);
/// ```
///
/// `-Daether.rounds=full` asks for the many, `-Daether.seeds=N` for just N of each test.
public final class Rounds {

  /// `full` or, as without it, `reduced`.
  public static final String PROPERTY = "aether.rounds";

  /// A number, for all tests.
  public static final String SEEDS_PROPERTY = "aether.seeds";

  private Rounds() {}

  /// {@return the number of rounds}
  ///
  /// @throws IllegalArgumentException if a property says something else than it may
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
              "-D%s is 'reduced' or 'full', but was: '%s'".formatted(PROPERTY, other));
    };
  }
}
