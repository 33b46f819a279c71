package io.aether.samples.flights;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The options of the command line.
///
/// @param mode where the nodes run
/// @param input the file to read; without one, the file that comes with the sample
/// @param records how many records to use, from the first one on; all if empty
/// @param help whether to explain the options and do nothing else
record CommandLine(Mode mode, Optional<Path> input, OptionalInt records, boolean help) {

  static final String USAGE =
      """
      Usage: samples/flights [--nats | --seed N] [--input FILE] [--records N]

      Runs 20,000 flight records through a cluster of three nodes in which every airport is a
      sharded, event-sourced entity; crashes a node halfway, lets a fourth one join, and proves
      that every record was counted exactly once.

        --nats         three JVMs over a nats-server of its own, and a real kill -9
        --seed N       the embedded run in the deterministic simulation, in virtual time
        --input FILE   another file of the columns
                       date,origin,destination,delay_minutes,distance_miles
        --records N    only the first N records
        --help         this text

      Exit code: 0 verified, 1 not verified, 2 wrong options or bad input.\
      """;

  /// Where the nodes run.
  sealed interface Mode {

    /// In this JVM.
    record Embedded() implements Mode {}

    /// In JVMs of their own, over a real server.
    record Nats() implements Mode {}

    /// In the deterministic simulation.
    record Simulated(long seed) implements Mode {}
  }

  /// @throws UsageException if an option is unknown, or its value missing or wrong
  static CommandLine parse(String... arguments) throws UsageException {
    boolean nats = false;
    boolean help = false;
    Optional<Path> input = Optional.empty();
    OptionalInt records = OptionalInt.empty();
    OptionalLong seed = OptionalLong.empty();
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      switch (option) {
        case "--nats" -> nats = true;
        case "--help", "-h" -> help = true;
        case "--input" -> input = Optional.of(Path.of(value(arguments, ++i, option)));
        case "--seed" -> seed = OptionalLong.of(number(arguments, ++i, option));
        case "--records" -> {
          long number = number(arguments, ++i, option);
          if (number < 1 || number > Integer.MAX_VALUE) {
            throw new UsageException("--records: expected at least 1, but found " + number);
          }
          records = OptionalInt.of((int) number);
        }
        default -> throw new UsageException("unknown option '%s'".formatted(option));
      }
    }
    if (nats && seed.isPresent()) {
      throw new UsageException("--nats and --seed exclude each other: a simulation has no server");
    }
    Mode mode =
        seed.isPresent()
            ? new Mode.Simulated(seed.getAsLong())
            : nats ? new Mode.Nats() : new Mode.Embedded();
    return new CommandLine(mode, input, records, help);
  }

  private static String value(String[] arguments, int index, String option) throws UsageException {
    if (index >= arguments.length) {
      throw new UsageException(option + " needs a value");
    }
    return arguments[index];
  }

  private static long number(String[] arguments, int index, String option) throws UsageException {
    String text = value(arguments, index, option);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "%s: expected a whole number, but found '%s'".formatted(option, text));
    }
  }

  /// The options are not valid. The message is for the user.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }
}
