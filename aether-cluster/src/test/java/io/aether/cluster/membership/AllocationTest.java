package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.cluster.NodeId;
import io.aether.cluster.membership.ShardTable.Shard;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AllocationTest {

  private static final NodeId A = new NodeId("a", 1);
  private static final NodeId B = new NodeId("b", 1);
  private static final NodeId C = new NodeId("c", 1);
  private static final Predicate<NodeId> NOBODY_IS_DEAD = _ -> false;

  @Test
  void firstTableGivesEachHostItsShare() {
    var shards = Allocation.initial(10, List.of(A, B, C));

    assertThat(counts(shards, A, B, C)).containsExactly(4, 3, 3);
    assertThat(shards).allMatch(it -> it.epoch() == 1 && it.target() == null);
  }

  @Test
  void balancedTableStaysAsItIs() {
    var shards = Allocation.initial(256, List.of(A, B, C));

    assertThat(rebalanced(shards, A, B, C)).isEqualTo(shards);
  }

  @Test
  void newHostGetsItsShareByTheFewestMoves() {
    var shards = Allocation.initial(15, List.of(A, B));

    var next = rebalanced(shards, A, B, C);

    assertThat(moves(next)).hasSize(5).allMatch(it -> C.equals(it.target()));
    assertThat(counts(arrived(next), A, B, C)).containsExactly(5, 5, 5);
    assertThat(rebalanced(arrived(next), A, B, C)).isEqualTo(arrived(next));
  }

  @Test
  void evenLoadIsNoReasonToMoveUnlessAskedFor() {
    var shards = Allocation.initial(15, List.of(A, B));

    var next = Allocation.next(shards, List.of(A, B, C), NOBODY_IS_DEAD, /* rebalance= */ false);

    assertThat(next).isEqualTo(shards);
  }

  @Test
  void aLimitedNumberOfShardsMovesAtATime() {
    var shards = Allocation.initial(256, List.of(A));

    var next = rebalanced(shards, A, B);
    var again = rebalanced(next, A, B);

    assertThat(moves(next)).hasSize(Allocation.MAX_MOVES);
    assertThat(again).isEqualTo(next);
  }

  @Test
  void finishedMovesMakeRoomUntilAllIsEven() {
    var shards = Allocation.initial(256, List.of(A));

    int moved = 0;
    for (var next = rebalanced(shards, A, B, C); !next.equals(shards); ) {
      moved += moves(next).size();
      shards = arrived(next);
      next = rebalanced(shards, A, B, C);
    }

    assertThat(counts(shards, A, B, C)).containsExactly(86, 85, 85);
    assertThat(moved).isEqualTo(170);
  }

  @Test
  void shardsOfTheDeadChangeHandsAtOnce() {
    var shards = Allocation.initial(9, List.of(A, B, C));

    var next = Allocation.next(shards, List.of(A, B), C::equals, /* rebalance= */ false);

    assertThat(counts(next, A, B, C)).containsExactly(5, 4, 0);
    assertThat(next).filteredOn(it -> it.epoch() == 2).hasSize(3);
    assertThat(moves(next)).isEmpty();
  }

  @Test
  void moveEndsWithItsTarget() {
    var shards = List.of(new Shard(A, 4, C), new Shard(B, 7, null));

    var next = Allocation.next(shards, List.of(A, B), C::equals, /* rebalance= */ false);

    assertThat(next).containsExactly(new Shard(A, 4, null), new Shard(B, 7, null));
  }

  @Test
  void moveEndsWithItsOwner() {
    var shards = List.of(new Shard(C, 4, A), new Shard(A, 7, null));

    var next = Allocation.next(shards, List.of(A, B), C::equals, /* rebalance= */ false);

    assertThat(next).containsExactly(new Shard(B, 5, null), new Shard(A, 7, null));
  }

  @Test
  void leavingOwnerKeepsItsShardsUntilTheyAreMoved() {
    var shards = Allocation.initial(9, List.of(A, B, C));

    var next = Allocation.next(shards, List.of(A, B), NOBODY_IS_DEAD, /* rebalance= */ false);

    assertThat(counts(next, C)).containsExactly(3);
    assertThat(moves(next)).hasSize(3).allMatch(it -> it.owner().equals(C));
    assertThat(counts(arrived(next), A, B, C)).containsExactly(5, 4, 0);
  }

  @Test
  void withoutHostsNothingChangesHands() {
    var shards = Allocation.initial(4, List.of(A));

    assertThat(Allocation.next(shards, List.of(), A::equals, /* rebalance= */ true))
        .isEqualTo(shards);
  }

  private static List<Shard> rebalanced(List<Shard> shards, NodeId... hosts) {
    return Allocation.next(shards, List.of(hosts), NOBODY_IS_DEAD, /* rebalance= */ true);
  }

  private static List<Shard> moves(List<Shard> shards) {
    return shards.stream().filter(it -> it.target() != null).toList();
  }

  /// {@return the table after each owner has carried out its moves}
  private static List<Shard> arrived(List<Shard> shards) {
    List<Shard> next = new ArrayList<>();
    for (Shard shard : shards) {
      next.add(
          shard.target() == null ? shard : shard.ownedBy(Objects.requireNonNull(shard.target())));
    }
    return Collections.unmodifiableList(next);
  }

  private static List<Integer> counts(List<Shard> shards, NodeId... nodes) {
    return IntStream.range(0, nodes.length)
        .mapToObj(n -> (int) shards.stream().filter(it -> it.owner().equals(nodes[n])).count())
        .toList();
  }
}
