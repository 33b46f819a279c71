package io.aether.samples.flights;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The handle of a node in a JVM of its own, for the JVM that started it; see [NodeMain].
final class ChildNode {

  private static final int PATIENCE_SECONDS = 10;

  private final String name;
  private final Process process;

  private ChildNode(String name, Process process) {
    this.name = name;
    this.process = process;
  }

  /// Starts a JVM with the options of this one. Its output goes to the standard error of this JVM.
  static ChildNode start(String name, String url) throws JobFailedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions());
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), NodeMain.class.getName(), name, url));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      return new ChildNode(name, process);
    } catch (IOException e) {
      throw new JobFailedException("a JVM for " + name + " does not start: " + e.getMessage(), e);
    }
  }

  /// The options of this JVM, without its agents.
  private static List<String> jvmOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--"))
        .toList();
  }

  /// @throws JobFailedException if the process has ended
  void requireAlive() throws JobFailedException {
    if (!process.isAlive()) {
      throw new JobFailedException(
          "the JVM of %s has ended with exit code %d".formatted(name, process.exitValue()), null);
    }
  }

  long pid() {
    return process.pid();
  }

  /// Kills the process like `kill -9`, and returns when it has ended.
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /// Asks the process to end; kills it if it does not.
  void stop() throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroyForcibly(); // the pipe is broken: the process is already ending
    }
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      kill();
    }
  }
}
