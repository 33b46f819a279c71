package io.aether.cluster;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;

/// How entities are divided into shards, and how shards move. Immutable; each `with` returns a
/// copy.
///
/// @param shards how many shards a type is divided into; the same on all nodes, and fixed when a
///   type is first hosted
/// @param bufferedMessages how many messages of a type a node keeps while their shard has no known
///   owner; further ones become dead letters
/// @param handOverTimeout how long the new owner of a shard may take to accept it before the move
///   is tried again
@Experimental
public record ShardingSettings(int shards, int bufferedMessages, Duration handOverTimeout) {

  public ShardingSettings {
    if (shards < 1 || bufferedMessages < 1) {
      throw new IllegalArgumentException(
          "shards and bufferedMessages must be at least 1, but were: %d, %d"
              .formatted(shards, bufferedMessages));
    }
    if (!handOverTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "handOverTimeout must be positive, but was: " + handOverTimeout);
    }
  }

  /// {@return 256 shards, 100,000 messages, 5 seconds}
  public static ShardingSettings defaults() {
    return new ShardingSettings(256, 100_000, Duration.ofSeconds(5));
  }

  public ShardingSettings withShards(int shards) {
    return new ShardingSettings(shards, bufferedMessages, handOverTimeout);
  }

  public ShardingSettings withBufferedMessages(int messages) {
    return new ShardingSettings(shards, messages, handOverTimeout);
  }

  public ShardingSettings withHandOverTimeout(Duration timeout) {
    return new ShardingSettings(shards, bufferedMessages, timeout);
  }
}
