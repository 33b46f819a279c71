package io.aether.cluster.membership;

import io.aether.cluster.NodeId;

/// The entry under `leader`.
///
/// @param term increases with each change of leader
/// @param beat differs between any two values that the leader has tried to write in its term
record LeaderRecord(NodeId node, long term, long beat) {}
