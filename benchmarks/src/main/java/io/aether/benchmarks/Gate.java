package io.aether.benchmarks;

import java.util.List;

/// A limit for the memory that Aether may allocate or keep. Holds on any machine under any load.
///
/// @param bytes the largest cost of one message, actor or ask, rounded to whole bytes
record Gate(String workload, int bytes) {

  static final List<Gate> ALL =
      List.of(
          new Gate("alloc-tell", 8),
          new Gate("alloc-pingpong", 0),
          new Gate("alloc-spawn", 150),
          new Gate("alloc-ask", 200),
          new Gate("idle", 96));

  boolean holds(Figure figure) {
    return Math.round(figure.best()) <= bytes;
  }
}
