package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.samples.flights.CommandLine.Mode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void withoutOptionsItRunsTheWholeFileEmbedded() throws Exception {
    CommandLine commandLine = CommandLine.parse();

    assertThat(commandLine.mode()).isEqualTo(new Mode.Embedded());
    assertThat(commandLine.input()).isEmpty();
    assertThat(commandLine.records()).isEmpty();
  }

  @Test
  void optionsMayComeInAnyOrder() throws Exception {
    CommandLine commandLine =
        CommandLine.parse("--records", "7", "--nats", "--input", "my flights.csv");

    assertThat(commandLine.mode()).isEqualTo(new Mode.Nats());
    assertThat(commandLine.input()).contains(Path.of("my flights.csv"));
    assertThat(commandLine.records()).hasValue(7);
    assertThat(CommandLine.parse("--seed", "-3").mode()).isEqualTo(new Mode.Simulated(-3));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--fast           | unknown option '--fast'",
        "flights.csv      | unknown option 'flights.csv'",
        "--input          | --input needs a value",
        "--records ten    | --records: expected a whole number, but found 'ten'",
        "--records 0      | --records: expected at least 1, but found 0",
        "--nats --seed 1  | --nats and --seed exclude each other: a simulation has no server"
      })
  void wrongOptionsAreExplainedAndTheExitCodeIsTwo(String arguments, String message)
      throws Exception {
    int exitCode = run(arguments.split(" "));

    assertThat(exitCode).isEqualTo(2);
    assertThat(text(err)).startsWith(message + System.lineSeparator()).contains("Usage:");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void helpIsNoError() throws Exception {
    assertThat(run("--help")).isZero();
    assertThat(text(out)).startsWith("Usage: samples/flights");
  }

  @Test
  void badInputIsToldByFileAndLineBeforeAnythingIsDone(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("flights.csv"),
            """
            date,origin,destination,delay_minutes,distance_miles
            2001-01-01T01:24,LAS,OAK,-5,407
            2001-01-01T01:24,LAS,OAK,soon,407
            """);

    int exitCode = run("--input", file.toString());

    assertThat(exitCode).isEqualTo(2);
    assertThat(text(err)).startsWith(file + ":3: delay_minutes: expected a whole number");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void aMissingFileIsToldAndTheExitCodeIsTwo() throws Exception {
    assertThat(run("--input", "nowhere.csv")).isEqualTo(2);
    assertThat(text(err).strip()).isEqualTo("nowhere.csv: no such file");
  }

  private int run(String... arguments) throws InterruptedException {
    return Main.run(
        new PrintStream(out, /* autoFlush= */ true, StandardCharsets.UTF_8),
        new PrintStream(err, /* autoFlush= */ true, StandardCharsets.UTF_8),
        /* terminal= */ false,
        arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
