package io.aether.cluster.membership;

import java.util.List;

/// A compare-and-set that a round of the [ControlLoop] requires.
sealed interface Intent {

  Target target();

  /// {@return whether other nodes may have to react, so that another round follows at once if it
  /// succeeds}
  boolean isChange();

  /// An entry and its new value.
  ///
  /// @param revision the expected one
  record Target(String key, long revision, byte[] value) {

    static Target of(ShardTable table) {
      String key = Observation.tableKey(table.type());
      return new Target(key, table.storeRevision(), Codec.encode(table));
    }
  }

  /// Renews this node's own lease, or changes its own record.
  record Renewal(Target target, NodeRecord record, boolean isChange) implements Intent {}

  /// Takes or renews the leadership.
  record Leading(Target target, LeaderRecord record, boolean isChange) implements Intent {}

  /// Something that only the leader may do.
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
