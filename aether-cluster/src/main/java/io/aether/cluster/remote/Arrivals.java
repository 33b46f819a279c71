package io.aether.cluster.remote;

/// Which frames of one sender have arrived: recognizes those that come twice and those that are
/// missing. Delivery is at most once, so nobody asks for the missing ones. Thread-safe.
final class Arrivals {

  // Guarded by this.
  private int incarnation;
  private long last;

  /// {@return how many frames are missing before this one, or -1 if this one has arrived before or
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
