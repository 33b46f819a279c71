package io.aether.cluster.spi;

import io.aether.actor.annotation.Experimental;
import io.aether.cluster.NodeId;

/// Carries frames between nodes: at most once, and in order from one node to another. Thread-safe.
@Experimental
public interface Transport extends AutoCloseable {

  /// Begins to deliver frames addressed to `self` to `receiver`. Called once, before any [#send].
  void start(NodeId self, Receiver receiver);

  /// Sends a frame, or loses it; never blocks, and never fails because the target is gone.
  ///
  /// @param frame not to be modified afterwards
  /// @throws IllegalArgumentException if the frame is larger than [#maxFrameBytes]
  void send(NodeId target, byte[] frame);

  /// {@return the size of the largest frame that can be sent}
  int maxFrameBytes();

  /// Ends sending and receiving; frames in flight may be lost.
  @Override
  void close();

  /// Receives frames, in order per sender, on a thread of the transport; must not block or throw.
  @FunctionalInterface
  interface Receiver {
    void receive(byte[] frame);
  }
}
