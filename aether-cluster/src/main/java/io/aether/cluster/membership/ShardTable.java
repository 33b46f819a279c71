package io.aether.cluster.membership;

import io.aether.cluster.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The owners of the shards of one entity type. Immutable.
///
/// @param type the entity type's name
/// @param storeRevision the revision of the entry it was read from; 0 if it is not written yet
/// @param term the term of the leader that wrote it last
/// @param shards one row for each number from 0
public record ShardTable(String type, long storeRevision, long term, List<Shard> shards) {

  public ShardTable {
    shards = List.copyOf(shards);
    if (shards.isEmpty()) {
      throw new IllegalArgumentException(
          "Expected at least one shard, but '" + type + "' has none");
    }
  }

  /// One row.
  ///
  /// @param owner the only node that may run the shard's entities
  /// @param epoch the number of the owner's tenure; increases with each change of owner
  /// @param target the node that the owner is to hand the shard over to, if any
  public record Shard(NodeId owner, long epoch, @Nullable NodeId target) {

    Shard movingTo(@Nullable NodeId node) {
      return new Shard(owner, epoch, node);
    }

    /// The next tenure.
    Shard ownedBy(NodeId node) {
      return new Shard(node, epoch + 1, null);
    }
  }

  /// {@return the number of shards, which never changes}
  public int shardCount() {
    return shards.size();
  }

  public NodeId owner(int shard) {
    return shards.get(shard).owner();
  }

  public long epoch(int shard) {
    return shards.get(shard).epoch();
  }

  /// {@return the node that the owner is to hand the shard over to, or null if it stays}
  public @Nullable NodeId move(int shard) {
    return shards.get(shard).target();
  }

  ShardTable withShards(List<Shard> rows) {
    return new ShardTable(type, storeRevision, term, rows);
  }

  /// {@return the shard of an entity: murmur3 (32 bits, x86, seed 0) of the id in UTF-8, as an
  /// unsigned number, modulo `count`; the same on all nodes and in all versions}
  public static int shardOf(String entityId, int count) {
    return Integer.remainderUnsigned(murmur3(entityId.getBytes(StandardCharsets.UTF_8)), count);
  }

  /// MurmurHash3_x86_32 (Austin Appleby, public domain). `String.hashCode` would put ids that
  /// differ in their last digits into neighbouring shards.
  static int murmur3(byte[] bytes) {
    int hash = 0;
    int blocks = bytes.length & ~3;
    for (int i = 0; i < blocks; i += 4) {
      int block =
          (bytes[i] & 0xff)
              | (bytes[i + 1] & 0xff) << 8
              | (bytes[i + 2] & 0xff) << 16
              | bytes[i + 3] << 24;
      hash = Integer.rotateLeft(hash ^ scramble(block), 13) * 5 + 0xe6546b64;
    }
    int tail = 0;
    for (int i = bytes.length - 1; i >= blocks; i--) {
      tail = tail << 8 | (bytes[i] & 0xff);
    }
    hash ^= scramble(tail) ^ bytes.length;
    hash = (hash ^ hash >>> 16) * 0x85ebca6b;
    hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
    return hash ^ hash >>> 16;
  }

  private static int scramble(int block) {
    return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
  }
}
