package io.aether.cluster;

import io.aether.actor.annotation.Experimental;

/// One node as the cluster sees it.
@Experimental
public record Member(NodeId node, Status status) {

  /// JOINING -> UP -> LEAVING -> (gone); DOWN instead of any of them when the node's lease ran out.
  public enum Status {
    /// Has requested to join; owns no shards yet.
    JOINING,
    /// Takes part.
    UP,
    /// Hands over its shards.
    LEAVING,
    /// Declared dead: its lease has run out, so it has fenced itself. It never returns.
    DOWN
  }
}
