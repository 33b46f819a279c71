package io.aether.cluster.membership;

import io.aether.actor.spi.SafeText;
import io.aether.cluster.EntityType;
import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.ControlStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One reading of all control entries. They need not belong to one moment; nothing relies on that.
/// So an entry whose value cannot be decoded counts as not read: its last decoded value stays, with
/// the revision of that value. A write that is computed from it fails, since the store has another
/// revision.
///
/// A name that owns shards, but has no entry, counts as a silent node at revision 0: after the
/// usual time it is declared down like any other.
///
/// @param stored the revision that each entry has in the store, by key
/// @param revisions the revision of each value in this reading, by key
/// @param undecoded the reason why the value in the store cannot be used, by key
/// @param leader the leader's record, if there has been a leader
/// @param nodes the nodes, by name
/// @param tables the tables, by type
record Observation(
    Map<String, Long> stored,
    Map<String, Long> revisions,
    SortedMap<String, String> undecoded,
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
          Map.of(),
          Map.of(),
          Collections.emptySortedMap(),
          null,
          Collections.emptySortedMap(),
          View.EMPTY,
          Collections.emptySortedMap());

  /// @param before an earlier reading: entries that have kept their revision are not decoded again
  static Observation of(List<ControlStore.Entry> entries, Observation before) {
    Map<String, Long> stored = new HashMap<>();
    Map<String, Long> revisions = new HashMap<>();
    SortedMap<String, String> undecoded = new TreeMap<>();
    LeaderRecord leader = null;
    SortedMap<String, NodeEntry> nodes = new TreeMap<>();
    View view = View.EMPTY;
    SortedMap<String, ShardTable> tables = new TreeMap<>();
    for (var entry : entries) {
      String key = entry.key();
      stored.put(key, entry.revision());
      Object value = null;
      long revision = entry.revision();
      if (before.revision(key) != revision) {
        try {
          value = decode(entry, before);
        } catch (RuntimeException e) {
          undecoded.put(key, Objects.requireNonNullElse(SafeText.message(e), e.toString()));
          revision = before.revision(key);
        }
      }
      if (value == null) {
        value = before.value(key);
      }
      revisions.put(key, revision);
      switch (value) {
        case LeaderRecord it -> leader = it;
        case View it -> view = it;
        case NodeRecord it -> nodes.put(it.node().name(), new NodeEntry(revision, it));
        case ShardTable it -> tables.put(it.type(), it);
        case null, default -> {} // not an entry of this protocol, or never decoded
      }
    }
    for (ShardTable table : tables.values()) {
      for (var shard : table.shards()) {
        if (!nodes.containsKey(shard.owner().name())) {
          nodes.put(shard.owner().name(), silent(shard.owner()));
          stored.putIfAbsent(nodeKey(shard.owner()), 0L);
          revisions.put(nodeKey(shard.owner()), 0L);
        }
      }
    }
    return new Observation(stored, revisions, undecoded, leader, nodes, view, tables);
  }

  /// {@return the record, or null if the key is not one of this protocol}
  ///
  /// @throws RuntimeException if the value cannot be used
  private static @Nullable Object decode(ControlStore.Entry entry, Observation before) {
    String key = entry.key();
    if (key.equals(LEADER)) {
      return Codec.leader(key, entry.value());
    } else if (key.equals(VIEW)) {
      return Codec.view(key, entry.value());
    } else if (key.startsWith(NODES)) {
      NodeRecord node = Codec.node(key, entry.value());
      if (!nodeKey(node.node()).equals(key)) {
        throw new IllegalStateException(
            "Control entry '%s' has the value of another node, %s".formatted(key, node.node()));
      }
      return node;
    } else if (key.startsWith(TABLES)) {
      String type = EntityType.named(key.substring(TABLES.length())).name();
      ShardTable table = Codec.table(key, type, entry.revision(), entry.value());
      ShardTable old = before.tables.get(type);
      if (old != null && old.shardCount() != table.shardCount()) {
        throw new IllegalStateException(
            "Control entry '%s' has %d shards, but had %d, which never changes"
                .formatted(key, table.shardCount(), old.shardCount()));
      }
      return table;
    }
    return null;
  }

  /// {@return the record under `key`, if there is one}
  private @Nullable Object value(String key) {
    if (key.equals(LEADER)) {
      return leader;
    } else if (key.equals(VIEW)) {
      return view;
    } else if (key.startsWith(NODES)) {
      NodeEntry entry = nodes.get(key.substring(NODES.length()));
      return entry == null || entry.revision == 0 ? null : entry.record;
    }
    return key.startsWith(TABLES) ? tables.get(key.substring(TABLES.length())) : null;
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

  /// {@return the revision of the value in this reading; 0 if there is none}
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
  /// An entry that cannot be decoded says nothing about other incarnations: an earlier value may be
  /// that of an older one.
  ///
  /// @param before the reading before this one
  boolean isDead(NodeId node, Observation before) {
    NodeEntry entry = nodes.get(node.name());
    if (entry == null || (isOf(node, entry) && entry.record.status().isAlive())) {
      return false;
    }
    return isOf(node, entry) || (!isUndecoded(node.name()) && before.names(node));
  }

  /// {@return whether the entry of the node with this name cannot be decoded}
  boolean isUndecoded(String name) {
    return undecoded.containsKey(NODES + name);
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

  /// {@return the nodes that can own shards of `type`, in the order of their ids; none whose entry
  /// cannot be decoded, since it cannot renew its lease}
  List<NodeId> hosts(String type, int shardCount) {
    List<NodeId> hosts = new ArrayList<>();
    for (NodeEntry entry : nodes.values()) {
      NodeRecord it = entry.record;
      if (it.status() == NodeRecord.Status.UP
          && it.hosted().getOrDefault(type, 0) == shardCount
          && !isUndecoded(it.node().name())
          && view.isUp(it.node())) {
        hosts.add(it.node());
      }
    }
    return hosts;
  }

  /// {@return the member as the last decoded value of its entry ends it, or as it is in the view}
  private Optional<Member> lastKnown(Member member) {
    NodeEntry entry = nodes.get(member.node().name());
    if (entry == null || !isOf(member.node(), entry)) {
      return Optional.of(member);
    }
    return switch (entry.record.status()) {
      case UP, LEAVING -> Optional.of(member);
      case DOWN -> Optional.of(new Member(member.node(), Member.Status.DOWN));
      case LEFT -> Optional.empty();
    };
  }

  /// {@return the members that the view should have; a node whose entry cannot be decoded stays
  /// what it is in the present view, unless it has ended}
  List<Member> members() {
    List<Member> members = new ArrayList<>();
    for (NodeEntry entry : nodes.values()) {
      NodeId node = entry.record.node();
      if (entry.revision == 0 || isUndecoded(node.name())) {
        continue;
      }
      switch (entry.record.status()) {
        case UP -> members.add(new Member(node, Member.Status.UP));
        case LEAVING -> members.add(new Member(node, Member.Status.LEAVING));
        case DOWN -> members.add(new Member(node, Member.Status.DOWN));
        case LEFT -> {}
      }
    }
    if (!undecoded.isEmpty()) {
      for (Member member : view.members()) {
        if (isUndecoded(member.node().name())) {
          lastKnown(member).ifPresent(members::add);
        }
      }
      members.sort(Comparator.comparing(Member::node));
    }
    return members;
  }
}
