package io.aether.benchmarks.workload;

/// The messages that carry nothing.
enum Message {
  START,
  NEXT
}
