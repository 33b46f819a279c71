package io.aether.persistence.nats;

/// A message of a stream.
///
/// @param expectedSequence the sequence that its publisher expected to be the last of the subject,
///   so the one before it; 0 if there was none
record StoredMessage(long sequence, byte[] data, long expectedSequence) {}
