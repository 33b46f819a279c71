package io.aether.benchmarks.workload;

/// The messages without content.
enum Message {
  START,
  NEXT
}
