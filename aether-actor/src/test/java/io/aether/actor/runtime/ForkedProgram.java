package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs programs of these tests in JVMs of their own.
final class ForkedProgram {

  private ForkedProgram() {}

  /// {@return the lines that `program` has printed, once its JVM has ended normally}
  static List<String> run(Class<?> program, List<String> options, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.addAll(options);
    // With these tests inside the module, as they are here: its sealed types span packages.
    command.addAll(List.of("--module-path", System.getProperty("jdk.module.path")));
    command.add("--patch-module=io.aether.actor=" + testClasses());
    command.addAll(List.of("-m", "io.aether.actor/" + program.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = process.inputReader().readAllLines();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s", lines).isZero();
    return lines;
  }

  private static Path testClasses() {
    var classes = ActorRef.class.getProtectionDomain().getCodeSource().getLocation();
    return Path.of(classes.getPath()).resolveSibling("test-classes");
  }
}
