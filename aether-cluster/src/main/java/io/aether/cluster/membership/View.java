package io.aether.cluster.membership;

import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import java.util.List;
import java.util.Optional;

/// The members of the cluster, as its leader has written them. Immutable.
///
/// @param version increases with every change
/// @param term the term of the leader that wrote it
/// @param members in the order of their ids: the nodes that are up or leaving, and dead nodes until
///   another node takes their name
public record View(long version, long term, List<Member> members) {

  /// The view before the first leader has written one.
  public static final View EMPTY = new View(0, 0, List.of());

  public View {
    members = List.copyOf(members);
  }

  /// {@return the member with this id, if there is one}
  public Optional<Member> member(NodeId node) {
    return members.stream().filter(member -> member.node().equals(node)).findFirst();
  }

  /// {@return whether `node` takes part or is about to leave}
  public boolean isAlive(NodeId node) {
    return member(node)
        .filter(it -> it.status() == Member.Status.UP || it.status() == Member.Status.LEAVING)
        .isPresent();
  }

  /// {@return whether `node` takes part}
  public boolean isUp(NodeId node) {
    return member(node).filter(it -> it.status() == Member.Status.UP).isPresent();
  }
}
