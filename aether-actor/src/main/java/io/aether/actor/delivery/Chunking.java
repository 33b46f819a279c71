package io.aether.actor.delivery;

import io.aether.actor.annotation.Experimental;
import java.util.Objects;

/// How a producer controller splits large messages; see [ProducerController.Settings#withChunking].
///
/// A message whose encoded form has more than `chunkBytes` bytes is sent as several chunks. The
/// consumer controller puts them together again and delivers the message when the last one has
/// arrived; it needs the same codec ([ConsumerController.Settings#withCodec]). Each chunk counts in
/// the window of the consumer controller. A message with more chunks than the window is delivered
/// nevertheless: the window moves on while the chunks of the next message arrive. Smaller messages
/// are sent as they are, without encoding on the consumer's side.
///
/// A message that the codec cannot encode, or that is larger than `maxMessageBytes`, is not
/// accepted: [Producer#send] fails with a [DeliveryException]; a message sent to
/// [ProducerController.RequestNext#sendTo] becomes a dead letter, the failure is logged, and the
/// producer gets another request.
///
/// @param codec encodes messages; every message is encoded once when it is accepted, to learn its
///   size
/// @param chunkBytes the size of a chunk, in bytes
/// @param maxMessageBytes the size of the largest message that is accepted, in bytes
/// @param <M> the messages
@Experimental
public record Chunking<M>(MessageCodec<M> codec, int chunkBytes, int maxMessageBytes) {

  /// The default for the size of the largest message: 64 MiB.
  public static final int DEFAULT_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  /// @throws IllegalArgumentException if a size is not positive, or a message of the largest size
  ///   would be smaller than a chunk
  public Chunking {
    Objects.requireNonNull(codec, "codec");
    if (chunkBytes < 1 || maxMessageBytes < chunkBytes) {
      throw new IllegalArgumentException(
          "A chunk has at least 1 byte and at most as many as the largest message, but chunkBytes"
              + " was %d and maxMessageBytes %d".formatted(chunkBytes, maxMessageBytes));
    }
  }

  /// Chunks of `chunkBytes` bytes, and messages of at most 64 MiB.
  public Chunking(MessageCodec<M> codec, int chunkBytes) {
    this(codec, chunkBytes, Math.max(chunkBytes, DEFAULT_MAX_MESSAGE_BYTES));
  }

  /// {@return the same for messages of at most this size}
  public Chunking<M> withMaxMessageBytes(int maxMessageBytes) {
    return new Chunking<>(codec, chunkBytes, maxMessageBytes);
  }
}
