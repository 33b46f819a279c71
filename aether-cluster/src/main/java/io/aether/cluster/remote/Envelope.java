package io.aether.cluster.remote;

import org.jspecify.annotations.Nullable;

/// One message inside a [Frame]: `length` bytes of `bytes`, from `offset` on, for `target`.
///
/// @param target the number under which an actor is exported, or the number of a service
record Envelope(Kind kind, long target, byte[] bytes, int offset, int length) {

  Envelope(Kind kind, long target, byte[] bytes) {
    this(kind, target, bytes, 0, bytes.length);
  }

  /// The codes are part of the wire format.
  enum Kind {
    /// For an exported actor; the payload is a message, encoded by [KryoCodec].
    MESSAGE(1),
    /// For a service; the payload is a message, encoded by [KryoCodec].
    SERVICE(2),
    /// Stops an exported actor; no payload.
    STOP(3),
    /// For an exported actor; the payload is the ref of an actor that watches it.
    WATCH(4),
    /// For an exported actor; the payload is the ref of an actor that no longer watches it.
    UNWATCH(5),
    /// For an exported actor that watched; the payload is the ref of the actor that has stopped.
    TERMINATED(6);

    private static final Kind[] KINDS = values();

    final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    static @Nullable Kind of(byte code) {
      return code >= 1 && code <= KINDS.length ? KINDS[code - 1] : null;
    }
  }
}
