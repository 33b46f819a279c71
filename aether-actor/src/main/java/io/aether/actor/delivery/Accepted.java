package io.aether.actor.delivery;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A message that a producer controller has accepted, and how it is cut into pieces. Immutable.
final class Accepted<M> {

  private final long number;
  private final M message;

  /// The encoded form of a message that is sent in chunks.
  private final byte @Nullable [] encoded;

  private final int chunkBytes;

  private Accepted(long number, M message, byte @Nullable [] encoded, int chunkBytes) {
    this.number = number;
    this.message = message;
    this.encoded = encoded;
    this.chunkBytes = chunkBytes;
  }

  static <M> Accepted<M> whole(long number, M message) {
    return new Accepted<>(number, message, null, 1);
  }

  /// A message that is sent in chunks if its encoded form is larger than one chunk.
  static <M> Accepted<M> encoded(long number, M message, byte[] encoded, int chunkBytes) {
    return encoded.length <= chunkBytes
        ? whole(number, message)
        : new Accepted<>(number, message, encoded, chunkBytes);
  }

  long number() {
    return number;
  }

  M message() {
    return message;
  }

  int pieces() {
    return encoded == null ? 1 : Math.ceilDiv(encoded.length, chunkBytes);
  }

  /// {@return the piece with this index, counted from 0}
  Wire.Piece<M> piece(int index) {
    byte[] bytes = encoded;
    if (bytes == null) {
      return new Wire.Parcel<>(number, message);
    }
    int from = index * chunkBytes;
    int to = (int) Math.min((long) from + chunkBytes, bytes.length);
    return new Wire.Chunk<>(
        number, index, pieces(), bytes.length, Arrays.copyOfRange(bytes, from, to));
  }
}
