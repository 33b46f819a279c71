package io.aether.benchmarks.workload;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// What is reachable in the heap, object by object.
///
/// Not what the heap says it uses: that counts the fillers, too, that G1 leaves where it has moved
/// nothing; they come to a byte or two for each of half a million actors, and differ from run to
/// run.
final class LiveHeap {

  private static final String FILLER = "jdk.internal.vm.Filler";

  private LiveHeap() {}

  /// Collects garbage first.
  static long bytes() {
    String histogram;
    try {
      histogram =
          (String)
              ManagementFactory.getPlatformMBeanServer()
                  .invoke(
                      new ObjectName("com.sun.management:type=DiagnosticCommand"),
                      "gcClassHistogram",
                      new Object[] {new String[0]},
                      new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("this JVM has no histogram of its heap", e);
    }
    return bytes(histogram);
  }

  /// @param histogram lines of a rank, a number of instances, their bytes and their class
  static long bytes(String histogram) {
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length >= 4 && words[0].matches("\\d+:"))
        .filter(words -> !words[3].contains(FILLER))
        .mapToLong(words -> Long.parseLong(words[2]))
        .sum();
  }
}
