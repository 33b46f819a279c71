package io.aether.persistence.nats;

import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.JournalException;
import java.util.function.Function;

/// A message of a stream.
///
/// @param expectedSequence the sequence that its publisher expected to be the last of the subject,
///   and so the sequence of the message before it; 0 if there was none
record StoredMessage(String stream, long sequence, byte[] data, long expectedSequence) {

  /// Decodes the content, which must belong to `id`.
  ///
  /// @param what the expected content, for the error
  /// @param decode throws [IllegalArgumentException] for other content
  /// @throws JournalException if the content is something else or belongs to another id
  <T> T decode(
      PersistenceId id,
      String what,
      Function<byte[], T> decode,
      Function<? super T, PersistenceId> owner) {
    T decoded;
    try {
      decoded = decode.apply(data);
    } catch (IllegalArgumentException e) {
      throw new JournalException(
          "Message %d of stream %s is not a %s of %s: %s"
              .formatted(sequence, stream, what, id, e.getMessage()),
          e);
    }
    if (!owner.apply(decoded).equals(id)) {
      throw new JournalException(
          "Message %d of stream %s belongs to %s, not to %s"
              .formatted(sequence, stream, owner.apply(decoded), id),
          null);
    }
    return decoded;
  }
}
