package io.aether.actor.delivery;

import io.aether.actor.annotation.Experimental;
import java.util.Objects;
import java.util.function.Function;

/// Turns messages into bytes and back, so that large ones can be sent in [chunks][Chunking].
///
/// Implementations are called by controllers, on their turn, and possibly by several controllers at
/// a time: they must be thread-safe and should not block. An exception does not stop the
/// controller; [Chunking] describes its effect.
///
/// @param <M> the messages
@Experimental
public interface MessageCodec<M> {

  /// {@return `message` as bytes; the caller owns the array}
  byte[] encode(M message);

  /// {@return the message that was encoded as `bytes`}
  M decode(byte[] bytes);

  /// {@return a codec made of two functions}
  static <M> MessageCodec<M> of(
      Function<? super M, byte[]> encode, Function<byte[], ? extends M> decode) {
    Objects.requireNonNull(encode, "encode");
    Objects.requireNonNull(decode, "decode");
    return new MessageCodec<>() {
      @Override
      public byte[] encode(M message) {
        return encode.apply(message);
      }

      @Override
      public M decode(byte[] bytes) {
        return decode.apply(bytes);
      }
    };
  }
}
