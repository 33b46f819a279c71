package io.aether.cluster;

/// One node as the cluster sees it.
public record Member(NodeId node, Status status) {

  /// JOINING -> UP -> LEAVING -> (gone); DOWN instead of any of them when the node's lease ran out.
  public enum Status {
    /// Has asked to join; owns nothing yet.
    JOINING,
    /// Takes part.
    UP,
    /// Hands over what it owns.
    LEAVING,
    /// Declared dead: its lease ran out, so it has fenced itself. Never comes back.
    DOWN
  }
}
