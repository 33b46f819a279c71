package io.aether.cluster.membership;

import java.util.List;

/// A compare-and-set that a round of the [ControlLoop] calls for.
sealed interface Intent {

  Target target();

  /// {@return whether others may have to act upon it, so that success calls for another round at
  /// once}
  boolean isChange();

  /// What to write where.
  ///
  /// @param revision the expected one
  record Target(String key, long revision, byte[] value) {

    static Target of(ShardTable table) {
      String key = Observation.tableKey(table.type());
      return new Target(key, table.storeRevision(), Codec.encode(table));
    }
  }

  /// Renews this node's own lease, or changes what this node says of itself.
  record Renewal(Target target, NodeRecord record, boolean isChange) implements Intent {}

  /// Takes or renews the leadership.
  record Leading(Target target, LeaderRecord record, boolean isChange) implements Intent {}

  /// What only the leader may do.
  ///
  /// @param purpose for the log
  /// @param isRoutine whether this is a step of something that was logged before
  record Duty(Target target, String purpose, boolean isRoutine) implements Intent {
    @Override
    public boolean isChange() {
      return true;
    }
  }

  /// Ends this node's tenure of some shards.
  record HandOver(Target target, List<MoveCommit> commits) implements Intent {
    @Override
    public boolean isChange() {
      return true;
    }
  }
}
