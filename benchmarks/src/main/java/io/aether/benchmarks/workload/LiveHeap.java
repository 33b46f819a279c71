package io.aether.benchmarks.workload;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// The size of all reachable objects in the heap.
///
/// The used size that the heap reports is not suitable: it includes the fillers that G1 leaves in
/// regions that it has not moved. They amount to a byte or two for each of half a million actors,
/// and differ from run to run.
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

  /// @param histogram lines with a rank, a number of instances, their bytes and their class
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
