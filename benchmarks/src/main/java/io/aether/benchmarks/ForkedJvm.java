package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Workload;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/// Starts a [Fork] and reads its samples.
///
/// @param carriers the number of carrier threads; if empty, one per core
/// @param before the other checkout, if any; its benchmarks have been built
/// @param log the file for the output of the current JVM
record ForkedJvm(OptionalInt carriers, Optional<Path> before, Path log) {

  private static final int LIMIT_MINUTES = 10;

  /// {@return the costs of each iteration}
  ///
  /// @throws FailedException if the JVM fails, or does not end
  List<double[]> run(Contenders contender, Workload workload, Pace pace)
      throws IOException, InterruptedException, FailedException {
    Process process =
        new ProcessBuilder(command(contender, workload, pace))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
        throw new FailedException("did not end within %d minutes".formatted(LIMIT_MINUTES));
      }
    } finally {
      process.destroyForcibly();
    }
    String output = Files.readString(log, StandardCharsets.UTF_8);
    List<double[]> samples = samples(output);
    if (process.exitValue() != 0 || samples.isEmpty()) {
      throw new FailedException("exit code %d%n%s".formatted(process.exitValue(), output.strip()));
    }
    return samples;
  }

  private List<String> command(Contenders contender, Workload workload, Pace pace) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms4g",
            "-Xmx4g",
            "-XX:+UseG1GC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED"));
    carriers.ifPresent(n -> command.add("-Djdk.virtualThreadScheduler.parallelism=" + n));
    boolean isBefore = contender == Contenders.BEFORE;
    command.addAll(
        List.of(
            "-cp",
            isBefore ? classPath(before.orElseThrow()) : System.getProperty("java.class.path"),
            Fork.class.getName()));
    String id = isBefore ? Contenders.AETHER.id() : contender.id();
    command.addAll(List.of(id, workload.name(), pace.size().name()));
    command.add(Integer.toString(pace.warmUpSeconds()));
    command.add(Integer.toString(pace.measuredSeconds()));
    return command;
  }

  private static String classPath(Path checkout) {
    Path target = checkout.resolve("benchmarks/target");
    return target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*";
  }

  private static List<double[]> samples(String output) {
    return output
        .lines()
        .filter(line -> line.startsWith(Fork.SAMPLE + " "))
        .map(line -> line.substring(Fork.SAMPLE.length() + 1).split(" "))
        .map(costs -> Arrays.stream(costs).mapToDouble(Double::parseDouble).toArray())
        .toList();
  }

  /// A contender failed in a workload. The message contains its output.
  static final class FailedException extends Exception {
    private static final long serialVersionUID = 1;

    FailedException(String message) {
      super(message);
    }
  }
}
