package io.aether.samples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// Captures the output of a program.
public final class Printed {

  private Printed() {}

  /// Runs `program` and returns what it printed to standard output meanwhile.
  public static String by(Program program) throws Exception {
    PrintStream console = System.out;
    var printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, /* autoFlush= */ true, StandardCharsets.UTF_8));
    try {
      program.main(new String[0]);
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /// A `main` method.
  @FunctionalInterface
  public interface Program {
    void main(String[] arguments) throws Exception;
  }
}
