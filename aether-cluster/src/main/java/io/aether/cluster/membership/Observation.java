package io.aether.cluster.membership;

import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.ControlStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One reading of all control entries. They need not belong to one moment; nothing relies on that.
///
/// A name that owns shards, but has no entry, counts as a silent node at revision 0: after the
/// usual time it is declared down like any other.
///
/// @param revisions the revision of each entry, by key
/// @param leader the leader's record, if there has been a leader
/// @param nodes the nodes, by name
/// @param tables the tables, by type
record Observation(
    Map<String, Long> revisions,
    @Nullable LeaderRecord leader,
    SortedMap<String, NodeEntry> nodes,
    View view,
    SortedMap<String, ShardTable> tables) {

  static final String LEADER = "leader";
  static final String VIEW = "view";
  static final String NODES = "node/";
  static final String TABLES = "shards/";

  /// The record of a name, with its revision.
  record NodeEntry(long revision, NodeRecord record) {}

  static final Observation NOTHING =
      new Observation(
          Map.of(), null, Collections.emptySortedMap(), View.EMPTY, Collections.emptySortedMap());

  /// @param before an earlier reading: entries that have kept their revision are not decoded again
  static Observation of(List<ControlStore.Entry> entries, Observation before) {
    Map<String, Long> revisions = new HashMap<>();
    LeaderRecord leader = null;
    SortedMap<String, NodeEntry> nodes = new TreeMap<>();
    View view = View.EMPTY;
    SortedMap<String, ShardTable> tables = new TreeMap<>();
    for (var entry : entries) {
      String key = entry.key();
      revisions.put(key, entry.revision());
      boolean known = before.revision(key) == entry.revision();
      if (key.equals(LEADER)) {
        leader = known ? before.leader : Codec.leader(key, entry.value());
      } else if (key.equals(VIEW)) {
        view = known ? before.view : Codec.view(key, entry.value());
      } else if (key.startsWith(NODES)) {
        String name = key.substring(NODES.length());
        NodeEntry old = known ? before.nodes.get(name) : null;
        nodes.put(name, old != null ? old : node(entry));
      } else if (key.startsWith(TABLES)) {
        String type = key.substring(TABLES.length());
        ShardTable old = known ? before.tables.get(type) : null;
        tables.put(type, old != null ? old : table(type, entry));
      }
    }
    for (ShardTable table : tables.values()) {
      for (var shard : table.shards()) {
        if (!nodes.containsKey(shard.owner().name())) {
          nodes.put(shard.owner().name(), silent(shard.owner()));
          revisions.put(nodeKey(shard.owner()), 0L);
        }
      }
    }
    return new Observation(revisions, leader, nodes, view, tables);
  }

  private static NodeEntry node(ControlStore.Entry entry) {
    return new NodeEntry(entry.revision(), Codec.node(entry.key(), entry.value()));
  }

  private static ShardTable table(String type, ControlStore.Entry entry) {
    return Codec.table(entry.key(), type, entry.revision(), entry.value());
  }

  private static NodeEntry silent(NodeId node) {
    return new NodeEntry(0, new NodeRecord(node, NodeRecord.Status.UP, 0, new TreeMap<>()));
  }

  static String nodeKey(NodeId node) {
    return NODES + node.name();
  }

  static String tableKey(String type) {
    return TABLES + type;
  }

  /// {@return 0 if there is no such entry}
  long revision(String key) {
    return revisions.getOrDefault(key, 0L);
  }

  /// {@return whether `node` can never act again: it has left, it was declared down, or another
  /// incarnation has its name}
  ///
  /// A node writes its own entry before any other entry names it. But one reading may have read its
  /// entry before it was written, and the entry that names it afterwards. So only nodes that an
  /// earlier reading knew are judged.
  ///
  /// @param before the reading before this one
  boolean isDead(NodeId node, Observation before) {
    NodeEntry entry = nodes.get(node.name());
    if (entry == null || (isOf(node, entry) && entry.record.status().isAlive())) {
      return false;
    }
    return isOf(node, entry) || before.names(node);
  }

  private static boolean isOf(NodeId node, NodeEntry entry) {
    return entry.record.node().equals(node);
  }

  private boolean names(NodeId node) {
    NodeEntry entry = nodes.get(node.name());
    return (entry != null && isOf(node, entry))
        || (leader != null && leader.node().equals(node))
        || tables.values().stream()
            .flatMap(table -> table.shards().stream())
            .anyMatch(shard -> node.equals(shard.owner()) || node.equals(shard.target()));
  }

  /// {@return the nodes that can own shards of `type`, in the order of their ids}
  List<NodeId> hosts(String type, int shardCount) {
    List<NodeId> hosts = new ArrayList<>();
    for (NodeEntry entry : nodes.values()) {
      NodeRecord it = entry.record;
      if (it.status() == NodeRecord.Status.UP
          && it.hosted().getOrDefault(type, 0) == shardCount
          && view.isUp(it.node())) {
        hosts.add(it.node());
      }
    }
    return hosts;
  }

  /// {@return the members that the view should have}
  List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (NodeEntry entry : nodes.values()) {
      if (entry.revision == 0) {
        continue;
      }
      NodeId node = entry.record.node();
      switch (entry.record.status()) {
        case UP -> members.add(new Member(node, Member.Status.UP));
        case LEAVING -> members.add(new Member(node, Member.Status.LEAVING));
        case DOWN -> members.add(new Member(node, Member.Status.DOWN));
        case LEFT -> {}
      }
    }
    return members;
  }
}
