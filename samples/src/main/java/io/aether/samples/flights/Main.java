package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.samples.flights.CommandLine.Mode;
import io.aether.samples.flights.CommandLine.UsageException;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/// Starts the sample from the command line; see [CommandLine#USAGE].
public final class Main {

  static final int VERIFIED = 0;
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;

  private static final Driver.Settings PATIENT =
      new Driver.Settings(Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofMinutes(5));

  private Main() {}

  @SuppressWarnings("SystemConsoleNull") // from JDK 25 on it is null again without a terminal
  public static void main(String[] arguments) throws InterruptedException {
    Console console = System.console();
    System.exit(run(System.out, System.err, console != null && console.isTerminal(), arguments));
  }

  /// @return the exit code
  static int run(PrintStream out, PrintStream err, boolean terminal, String... arguments)
      throws InterruptedException {
    CommandLine commandLine;
    List<Flight> flights;
    try {
      commandLine = CommandLine.parse(arguments);
      if (commandLine.help()) {
        out.println(CommandLine.USAGE);
        return VERIFIED;
      }
      flights = flights(commandLine);
    } catch (UsageException e) {
      err.println(e.getMessage());
      err.println(CommandLine.USAGE);
      return BAD_INPUT;
    } catch (BadInputException e) {
      err.println(e.getMessage());
      return BAD_INPUT;
    }
    var progress = new ConsoleProgress(out, terminal);
    try {
      Report report = play(commandLine.mode(), flights, progress);
      report.print(out);
      return report.verdict().isVerified() ? VERIFIED : FAILED;
    } catch (JobFailedException e) {
      out.println();
      err.println("failed: " + e.getMessage());
      return FAILED;
    }
  }

  private static Report play(Mode mode, List<Flight> flights, Progress progress)
      throws JobFailedException, InterruptedException {
    return switch (mode) {
      case Mode.Embedded _ -> {
        try (Stage stage = EmbeddedStage.of(ActorSystem::create)) {
          yield Job.run(stage, flights, PATIENT, progress);
        }
      }
      case Mode.Nats _ -> {
        try (Stage stage = NatsStage.create()) {
          yield Job.run(stage, flights, PATIENT, progress);
        }
      }
      case Mode.Simulated(long seed) -> SimulatedJob.run(seed, flights, PATIENT, progress).report();
    };
  }

  private static List<Flight> flights(CommandLine commandLine) throws BadInputException {
    List<Flight> all =
        commandLine.input().isPresent()
            ? FlightsCsv.read(commandLine.input().get())
            : FlightsCsv.readBuiltIn();
    return commandLine.records().isPresent()
        ? all.subList(0, Math.min(all.size(), commandLine.records().getAsInt()))
        : all;
  }
}
