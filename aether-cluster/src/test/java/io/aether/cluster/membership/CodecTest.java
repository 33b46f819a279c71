package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.cluster.Member;
import io.aether.cluster.NodeId;
import io.aether.cluster.membership.ShardTable.Shard;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CodecTest {

  private static final NodeId A = new NodeId("a", 0x0123456789abcdefL);
  private static final NodeId B = new NodeId("b-2", -1);

  @Test
  void everyRecordComesBackAsItWas() {
    var leader = new LeaderRecord(A, 7, 11);
    var node =
        new NodeRecord(B, NodeRecord.Status.LEAVING, 3, new TreeMap<>(Map.of("x", 1, "y", 256)));
    var view =
        new View(5, 2, List.of(new Member(A, Member.Status.UP), new Member(B, Member.Status.DOWN)));
    var table =
        new ShardTable("x", 42, 2, List.of(new Shard(A, 1, null), new Shard(B, Long.MAX_VALUE, A)));

    assertThat(Codec.leader("k", Codec.encode(leader))).isEqualTo(leader);
    assertThat(Codec.node("k", Codec.encode(node))).isEqualTo(node);
    assertThat(Codec.view("k", Codec.encode(view))).isEqualTo(view);
    assertThat(Codec.table("k", "x", 42, Codec.encode(table))).isEqualTo(table);
  }

  @Test
  void formatStaysReadable() {
    byte[] leader =
        HexFormat.of()
            .parseHex(
                "01" + "000161" + "0123456789abcdef" + "0000000000000007" + "000000000000000b");

    assertThat(Codec.encode(new LeaderRecord(A, 7, 11))).isEqualTo(leader);
    assertThat(Codec.leader("k", leader)).isEqualTo(new LeaderRecord(A, 7, 11));
  }

  @Test
  void tableOfManyShardsIsSmall() {
    var table = new ShardTable("x", 0, 1, Allocation.initial(1_000, List.of(A, B)));

    assertThat(Codec.encode(table)).hasSizeLessThan(20_000);
  }

  @Test
  void unknownFormatIsNamed() {
    assertThatThrownBy(() -> Codec.view("view", new byte[] {2, 0, 0}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'view' has format 2")
        .hasMessageContaining("update the node");
  }

  @Test
  void damagedEntryIsNamed() {
    byte[] whole = Codec.encode(new View(5, 2, List.of(new Member(A, Member.Status.UP))));
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);

    for (byte[] damaged : List.of(new byte[0], cut, longer)) {
      assertThatThrownBy(() -> Codec.view("view", damaged))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Control entry 'view'");
    }
  }
}
