package io.aether.persistence.nats;

import java.util.Arrays;

/// The stream sequences of an entity's latest commits, oldest first. Immutable.
final class Sequences {

  static final Sequences NONE = new Sequences(new long[0]);

  private final long[] sequences;

  /// @param sequences not modified afterwards
  Sequences(long[] sequences) {
    this.sequences = sequences;
  }

  int size() {
    return sequences.length;
  }

  long at(int index) {
    return sequences[index];
  }

  /// {@return the latest `count`, or all if there are fewer}
  Sequences latest(long count) {
    return count >= sequences.length
        ? this
        : new Sequences(
            Arrays.copyOfRange(sequences, sequences.length - (int) count, sequences.length));
  }

  /// {@return these and `sequence`, without the oldest if there would be more than `limit`}
  Sequences plus(long sequence, int limit) {
    int kept = Math.min(sequences.length, limit - 1);
    var longer = Arrays.copyOfRange(sequences, sequences.length - kept, sequences.length + 1);
    longer[kept] = sequence;
    return new Sequences(longer);
  }
}
