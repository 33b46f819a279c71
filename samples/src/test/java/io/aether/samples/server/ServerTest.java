package io.aether.samples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The end of a program, as `docs/guide/around-messages.md` describes it, in JVMs of their own.
class ServerTest {

  private static final int SIGTERM = 128 + 15;

  @Test
  void aServerEndsAtSigterm() throws Exception {
    Process server = start();
    try (BufferedReader output = server.inputReader()) {
      assertThat(output.lines().anyMatch("serving"::equals)).isTrue();

      server.destroy();

      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isEqualTo(SIGTERM);
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void aProgramWhoseMainThrowsEnds() throws Exception {
    Process server = start("argument");
    try {
      assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isEqualTo(1);
    } finally {
      server.destroyForcibly();
    }
  }

  private static Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Server.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
