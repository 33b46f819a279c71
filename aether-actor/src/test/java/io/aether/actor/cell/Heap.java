package io.aether.actor.cell;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// The live objects of this JVM.
final class Heap {

  private Heap() {}

  /// {@return the bytes of all reachable objects, after a garbage collection}
  static long liveBytes() {
    try {
      String histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
      return histogram
          .lines()
          .map(line -> line.strip().split("\\s+"))
          .filter(words -> words.length >= 4 && words[0].matches("\\d+:"))
          .filter(words -> !words[3].contains("jdk.internal.vm.Filler"))
          .mapToLong(words -> Long.parseLong(words[2]))
          .sum();
    } catch (JMException e) {
      throw new IllegalStateException("this JVM has no histogram of its heap", e);
    }
  }

  /// {@return the smallest of several measurements: references and timers may need more than one
  /// collection}
  static long settledBytes() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      least = Math.min(least, liveBytes());
    }
    return least;
  }
}
