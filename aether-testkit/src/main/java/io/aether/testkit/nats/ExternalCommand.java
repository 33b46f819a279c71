package io.aether.testkit.nats;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end, within a time limit, and returns its output.
final class ExternalCommand {

  private static final int SHOWN_OUTPUT = 600;

  private ExternalCommand() {}

  /// Runs `command` in `folder` and returns its output, standard error included.
  ///
  /// @throws IOException if the program cannot be started, exits with an error, or has not ended
  ///   after `limit`; the program and its children are killed then
  static String run(Duration limit, Path folder, List<String> command) throws IOException {
    var output = Files.createTempFile("aether-command-", ".out");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().put("LC_ALL", "C");
      await(builder.start(), limit, command, output);
      return read(output);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static void await(Process process, Duration limit, List<String> command, Path output)
      throws IOException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "`%s` had not ended after %d s%s"
                .formatted(summary(command), limit.toSeconds(), printed(output)));
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            "`%s` exited with %d%s"
                .formatted(summary(command), process.exitValue(), printed(output)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while running `" + summary(command) + "`");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String summary(List<String> command) {
    return String.join(" ", command);
  }

  /// {@return the end of the output, where programs usually report errors}
  private static String printed(Path output) throws IOException {
    var text = read(output).strip().replaceAll("\\s*\\R\\s*", " | ");
    if (text.isEmpty()) {
      return " and printed nothing";
    }
    return ": " + text.substring(Math.max(0, text.length() - SHOWN_OUTPUT));
  }

  private static String read(Path output) throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
  }
}
