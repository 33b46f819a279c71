package io.aether.cluster.remote;

import java.util.concurrent.atomic.LongAdder;

/// Counts the [Traffic] of a node. Thread-safe.
final class Counters {
  final LongAdder framesSent = new LongAdder();
  final LongAdder framesReceived = new LongAdder();
  final LongAdder envelopesSent = new LongAdder();
  final LongAdder envelopesReceived = new LongAdder();
  final LongAdder bytesSent = new LongAdder();
  final LongAdder bytesReceived = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder gaps = new LongAdder();
  final LongAdder rejected = new LongAdder();

  Traffic sums() {
    return new Traffic(
        framesSent.sum(),
        framesReceived.sum(),
        envelopesSent.sum(),
        envelopesReceived.sum(),
        bytesSent.sum(),
        bytesReceived.sum(),
        duplicates.sum(),
        gaps.sum(),
        rejected.sum());
  }
}
