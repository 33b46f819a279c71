package io.aether.cluster.membership;

import io.aether.cluster.EntityType;
import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Encodes control records: a byte that names the format, then the fields in order, as
/// [DataOutputStream] writes them.
///
/// All nodes of a cluster read each other's records. A node that does not know the format of a
/// record goes on with the last one that it could read, and logs why; see [Observation]. So one
/// release learns to read a new format, and a later one writes it.
final class Codec {

  private static final int FORMAT = 1;

  private Codec() {}

  // ---- Leader ----

  static byte[] encode(LeaderRecord leader) {
    return write(out -> {
      writeNode(out, leader.node());
      out.writeLong(leader.term());
      out.writeLong(leader.beat());
    });
  }

  static LeaderRecord leader(String key, byte[] bytes) {
    return read(key, bytes, in -> new LeaderRecord(readNode(in), in.readLong(), in.readLong()));
  }

  // ---- Node ----

  static byte[] encode(NodeRecord node) {
    return write(out -> {
      writeNode(out, node.node());
      out.writeUTF(node.status().name());
      out.writeLong(node.beat());
      out.writeInt(node.hosted().size());
      for (var hosted : node.hosted().entrySet()) {
        out.writeUTF(hosted.getKey());
        out.writeInt(hosted.getValue());
      }
    });
  }

  static NodeRecord node(String key, byte[] bytes) {
    return read(
        key,
        bytes,
        in -> {
          NodeId node = readNode(in);
          var status = NodeRecord.Status.valueOf(in.readUTF());
          long beat = in.readLong();
          SortedMap<String, Integer> hosted = new TreeMap<>();
          for (int n = in.readInt(); n > 0; n--) {
            String type = EntityType.named(in.readUTF()).name();
            int shards = in.readInt();
            if (shards < 1) {
              throw new IOException("'" + type + "' has " + shards + " shards");
            }
            hosted.put(type, shards);
          }
          return new NodeRecord(node, status, beat, hosted);
        });
  }

  // ---- View ----

  static byte[] encode(View view) {
    return write(out -> {
      out.writeLong(view.version());
      out.writeLong(view.term());
      out.writeInt(view.members().size());
      for (Member member : view.members()) {
        writeNode(out, member.node());
        out.writeUTF(member.status().name());
      }
    });
  }

  static View view(String key, byte[] bytes) {
    return read(
        key,
        bytes,
        in -> {
          long version = in.readLong();
          long term = in.readLong();
          List<Member> members = new ArrayList<>();
          for (int n = in.readInt(); n > 0; n--) {
            members.add(new Member(readNode(in), Member.Status.valueOf(in.readUTF())));
          }
          return new View(version, term, members);
        });
  }

  // ---- Shard table ----

  /// Nodes are listed once; each row names its owner and its target by their index in that list.
  static byte[] encode(ShardTable table) {
    Map<NodeId, Integer> places = new LinkedHashMap<>();
    for (var shard : table.shards()) {
      places.putIfAbsent(shard.owner(), places.size());
      if (shard.target() != null) {
        places.putIfAbsent(shard.target(), places.size());
      }
    }
    return write(out -> {
      out.writeLong(table.term());
      out.writeInt(places.size());
      for (NodeId node : places.keySet()) {
        writeNode(out, node);
      }
      out.writeInt(table.shardCount());
      for (var shard : table.shards()) {
        out.writeInt(places.getOrDefault(shard.owner(), -1));
        out.writeLong(shard.epoch());
        out.writeInt(shard.target() == null ? -1 : places.getOrDefault(shard.target(), -1));
      }
    });
  }

  static ShardTable table(String key, String type, long revision, byte[] bytes) {
    return read(
        key,
        bytes,
        in -> {
          long term = in.readLong();
          List<NodeId> nodes = new ArrayList<>();
          for (int n = in.readInt(); n > 0; n--) {
            nodes.add(readNode(in));
          }
          List<ShardTable.Shard> shards = new ArrayList<>();
          for (int n = in.readInt(); n > 0; n--) {
            NodeId owner = nodes.get(in.readInt());
            long epoch = in.readLong();
            int target = in.readInt();
            shards.add(new ShardTable.Shard(owner, epoch, target < 0 ? null : nodes.get(target)));
          }
          return new ShardTable(type, revision, term, shards);
        });
  }

  // ---- Shared ----

  private static void writeNode(DataOutputStream out, NodeId node) throws IOException {
    out.writeUTF(node.name());
    out.writeLong(node.incarnation());
  }

  private static NodeId readNode(DataInputStream in) throws IOException {
    return new NodeId(in.readUTF(), in.readLong());
  }

  private static byte[] write(Writer fields) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      fields.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a name of more than 64 KiB
    }
    return bytes.toByteArray();
  }

  private static <T> T read(String key, byte[] bytes, Reader<T> fields) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException(
            ("Control entry '%s' has format %d, but this node reads format %d: update the node; or,"
                    + " if no node is newer, something else writes to this store: restore the entry,"
                    + " or stop all nodes and empty the store")
                .formatted(key, format, FORMAT));
      }
      T record = fields.read(in);
      if (in.available() > 0) {
        throw new IOException(in.available() + " bytes too many");
      }
      return record;
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalStateException(
          ("Control entry '%s' (%d bytes) is damaged, or something else writes to this store;"
                  + " restore the entry, or stop all nodes and empty the store")
              .formatted(key, bytes.length),
          e);
    }
  }

  @FunctionalInterface
  private interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  @FunctionalInterface
  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }
}
