package io.aether.actor;

/// The number of rounds that a test runs: few in everyday builds, many with `-Daether.rounds=full`.
/// (The testkit's class of this name stands behind this module.)
public final class Rounds {

  private Rounds() {}

  public static int of(int reduced, int full) {
    return switch (System.getProperty("aether.rounds", "reduced")) {
      case "reduced", "" -> reduced;
      case "full" -> full;
      case String other ->
          throw new IllegalArgumentException(
              "-Daether.rounds is 'reduced' or 'full', but was: '" + other + "'");
    };
  }
}
