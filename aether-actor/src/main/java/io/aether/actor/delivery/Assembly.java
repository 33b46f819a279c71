package io.aether.actor.delivery;

import io.aether.actor.delivery.Wire.Chunk;
import io.aether.actor.delivery.Wire.Sequenced;

/// A message whose chunks arrive in order. Owned by the consumer controller.
final class Assembly<M> {

  private final long number;
  private final byte[] bytes;
  private int position;
  private int chunks;
  private Sequenced<M> last;

  /// @param first the first chunk, not yet added
  Assembly(Sequenced<M> first, Chunk<M> chunk) {
    this.number = chunk.number();
    this.bytes = new byte[chunk.totalBytes()];
    this.last = first;
  }

  /// {@return whether the chunk belongs to this message, in the same life of the link}
  boolean isOf(Sequenced<M> next) {
    return next.piece().number() == number && next.life() == last.life();
  }

  void add(Sequenced<M> next, Chunk<M> chunk) {
    System.arraycopy(chunk.bytes(), 0, bytes, position, chunk.bytes().length);
    position += chunk.bytes().length;
    chunks++;
    last = next;
  }

  boolean isComplete() {
    return last.piece().isLast();
  }

  int chunks() {
    return chunks;
  }

  /// {@return the chunk that was added last}
  Sequenced<M> last() {
    return last;
  }

  byte[] bytes() {
    return bytes;
  }
}
