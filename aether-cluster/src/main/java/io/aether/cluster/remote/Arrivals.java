package io.aether.cluster.remote;

/// Records which frames of one sender have arrived, and recognizes duplicates and gaps. Delivery is
/// at most once, so missing frames are not requested again. Thread-safe.
final class Arrivals {

  // Guarded by this.
  private int incarnation;
  private long last;

  /// {@return the number of missing frames before this one, or -1 if this one has arrived before or
  /// belongs to a link that has started over since}
  synchronized long missingBefore(int linkIncarnation, long sequence) {
    if (linkIncarnation > incarnation) {
      incarnation = linkIncarnation;
      last = 0;
    }
    if (linkIncarnation < incarnation || sequence <= last) {
      return -1;
    }
    long missing = sequence - last - 1;
    last = sequence;
    return missing;
  }
}
