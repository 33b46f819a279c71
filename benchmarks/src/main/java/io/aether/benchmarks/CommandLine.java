package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Workload;
import io.aether.benchmarks.workload.Workloads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The options of the command line.
///
/// @param quick whether to run the short comparison, which takes at most a quarter of an hour
/// @param gates whether to check the limits of Aether's figures instead of comparing
/// @param help whether to explain the options and do nothing else
/// @param only the workloads to run, in the order of all tables
/// @param contenders the contenders to run
/// @param rounds the number of rounds; if empty, the default of the kind of run
/// @param carriers the number of carrier threads; if empty, one per core
/// @param before the other checkout of Aether to compare with, if any
record CommandLine(
    boolean quick,
    boolean gates,
    boolean help,
    List<Workload> only,
    List<Contenders> contenders,
    OptionalInt rounds,
    OptionalInt carriers,
    Optional<Path> before) {

  static final String USAGE =
      """
      Usage: benchmarks/compare [--quick] [--only NAMES] [--contenders NAMES] [--rounds N]
                                [--carriers N]
             benchmarks/compare --before CHECKOUT [--quick] [--only NAMES] [--rounds N]
             benchmarks/compare --gates

      Runs Aether and its peers side by side, each workload in a fresh JVM, prints a table, writes
      benchmarks/target/compare.json and the table of docs/performance.md. Lower is better.

        --quick              in under 15 minutes: one round, shorter ones
        --only NAMES         only these workloads, for example tell,pingpong,idle
        --contenders NAMES   of aether, pekko, pekko-virtual, akka; the first three by default
        --rounds N           how often to run all of it; 2 by default, 1 in a quick run
        --carriers N         carrier threads for virtual threads; as many as cores by default
        --before CHECKOUT    compare with Aether in another folder instead of with peers; run
                             benchmarks/compare there once, so that it is built
        --gates              check what Aether allocates and keeps against fixed limits, no peers
        --help               this text

      Exit code: 0 done, 1 a workload failed or a limit is exceeded, 2 wrong options.\
      """;

  /// @throws UsageException if an option is unknown, or its value is missing or invalid
  static CommandLine parse(String... arguments) throws UsageException {
    boolean quick = false;
    boolean gates = false;
    boolean help = false;
    List<String> only = List.of();
    List<Contenders> contenders = Contenders.runByDefault();
    OptionalInt rounds = OptionalInt.empty();
    OptionalInt carriers = OptionalInt.empty();
    Optional<Path> before = Optional.empty();
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      switch (option) {
        case "--quick" -> quick = true;
        case "--gates" -> gates = true;
        case "--help", "-h" -> help = true;
        case "--only" -> only = names(arguments, ++i, option);
        case "--contenders" -> contenders = contenders(names(arguments, ++i, option));
        case "--rounds" -> rounds = OptionalInt.of(number(arguments, ++i, option));
        case "--carriers" -> carriers = OptionalInt.of(number(arguments, ++i, option));
        case "--before" -> {
          before = Optional.of(checkout(value(arguments, ++i, option)));
          contenders = List.of(Contenders.AETHER, Contenders.BEFORE);
        }
        default -> throw new UsageException("unknown option '%s'".formatted(option));
      }
    }
    if (gates && (!only.isEmpty() || rounds.isPresent())) {
      throw new UsageException("--gates has workloads and rounds of its own");
    }
    if (contenders.contains(Contenders.BEFORE) && before.isEmpty()) {
      throw new UsageException("'before' is a contender of --before CHECKOUT only");
    }
    return new CommandLine(
        quick, gates, help, workloads(only, quick), contenders, rounds, carriers, before);
  }

  private static Path checkout(String folder) throws UsageException {
    Path checkout = Path.of(folder).toAbsolutePath();
    if (!Files.isDirectory(checkout.resolve("benchmarks/target/lib"))) {
      throw new UsageException(
          "%s is no checkout with built benchmarks; run benchmarks/compare there once"
              .formatted(checkout));
    }
    return checkout;
  }

  private static List<Contenders> contenders(List<String> names) throws UsageException {
    List<Contenders> found = new ArrayList<>();
    for (String name : names) {
      found.add(
          Contenders.named(name)
              .orElseThrow(() -> new UsageException("unknown contender '%s'".formatted(name))));
    }
    return found;
  }

  private static List<Workload> workloads(List<String> names, boolean quick) throws UsageException {
    if (names.isEmpty()) {
      return Workloads.all().stream().filter(each -> !quick || each.inQuickRun()).toList();
    }
    for (String name : names) {
      if (Workloads.all().stream().noneMatch(each -> each.yields(name))) {
        throw new UsageException("unknown workload '%s'".formatted(name));
      }
    }
    return Workloads.all().stream().filter(each -> names.stream().anyMatch(each::yields)).toList();
  }

  private static List<String> names(String[] arguments, int index, String option)
      throws UsageException {
    return Arrays.asList(value(arguments, index, option).split(","));
  }

  private static int number(String[] arguments, int index, String option) throws UsageException {
    String text = value(arguments, index, option);
    if (!text.matches("[1-9]\\d{0,3}")) {
      throw new UsageException(
          "%s: expected a number from 1 to 9999, but found '%s'".formatted(option, text));
    }
    return Integer.parseInt(text);
  }

  private static String value(String[] arguments, int index, String option) throws UsageException {
    if (index >= arguments.length) {
      throw new UsageException(option + " needs a value");
    }
    return arguments[index];
  }

  /// The options are not valid. The message is for the user.
  static final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }
}
