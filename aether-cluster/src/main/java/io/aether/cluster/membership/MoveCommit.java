package io.aether.cluster.membership;

import io.aether.cluster.NodeId;
import java.util.concurrent.CompletableFuture;

/// A request of a shard's owner to end its tenure in favour of the target of the move.
///
/// It is decided only once: while an attempt may still succeed, the same attempt is repeated, and
/// it fails only when a table shows that it can never succeed. Owned by the control actor, except
/// for the outcome.
final class MoveCommit {

  final String type;
  final int shard;
  final long epoch;
  final NodeId to;

  /// True: `to` owns the shard, in the next epoch. False: that has not happened and never will.
  final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

  /// Whether an attempt was sent, and may therefore have succeeded.
  private boolean sent;

  MoveCommit(String type, int shard, long epoch, NodeId to) {
    this.type = type;
    this.shard = shard;
    this.epoch = epoch;
    this.to = to;
  }

  void sending() {
    sent = true;
  }

  /// {@return whether `row` still allows the move}
  boolean isPossible(ShardTable.Shard row, NodeId self) {
    return row.owner().equals(self) && row.epoch() == epoch && to.equals(row.target());
  }

  /// {@return whether `row`, which does not allow the move any more, shows that it has happened}
  ///
  /// While this node lives, no other node ends its tenure.
  boolean hasHappened(ShardTable.Shard row) {
    return sent && (row.epoch() == epoch + 1 ? row.owner().equals(to) : row.epoch() > epoch);
  }
}
