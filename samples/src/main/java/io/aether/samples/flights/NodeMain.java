package io.aether.samples.flights;

import java.io.IOException;

/// One node in a JVM of its own: `NodeMain <name> <url of the NATS server>`. Lives until its
/// standard input ends, which also happens when the JVM that started it dies.
public final class NodeMain {

  private NodeMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 2) {
      System.err.println("Usage: NodeMain <name> <url>");
      System.exit(Main.BAD_INPUT);
    }
    try (var _ = NatsNode.start(arguments[0], arguments[1]).system()) {
      while (System.in.read() >= 0) {
        // Only the end of the input is expected.
      }
    }
  }
}
