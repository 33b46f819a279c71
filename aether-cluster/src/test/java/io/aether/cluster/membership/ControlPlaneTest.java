package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.cluster.Member;
import io.aether.cluster.memory.InMemoryControlStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The control plane in real time, with threads and an in-memory store.
class ControlPlaneTest {

  private final InMemoryControlStore shared = new InMemoryControlStore();
  private final List<PlaneNode> nodes = new ArrayList<>();

  @AfterEach
  void closeNodes() {
    nodes.forEach(PlaneNode::close);
  }

  private PlaneNode start(String name, int minMembers) {
    return started(PlaneNode.start(shared, name, minMembers));
  }

  private PlaneNode started(PlaneNode node) {
    nodes.add(node);
    return node;
  }

  private PlaneNode joined(String name, int minMembers) {
    return joined(start(name, minMembers), 9);
  }

  private PlaneNode joinedWithShortLease(String name) {
    return joined(started(PlaneNode.startWithShortLease(shared, name)), 9);
  }

  private PlaneNode joined(PlaneNode node, int shards) {
    node.plane.host("x", shards);
    within(node.plane.join());
    return node;
  }

  private static <T> T within(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(60, TimeUnit.SECONDS);
  }

  @Test
  void nodesThatJoinShareTheShards() {
    for (String name : List.of("a", "b", "c")) {
      joined(name, 1);
    }

    await().until(() -> nodes.stream().allMatch(it -> it.owned("x") == 3));
    assertThat(nodes).allMatch(it -> it.plane.holdsLease());
    await().until(() -> nodes.stream().allMatch(it -> it.plane.view().members().size() == 3));
  }

  @Test
  void shardsAreGivenOutOnceEnoughNodesHostThem() {
    var a = joined("a", 2);
    var given = a.plane.host("x", 9);

    assertThat(a.plane.table("x")).isEmpty();
    joined("b", 2);

    within(given);
    assertThat(a.plane.table("x").orElseThrow().shards()).allMatch(it -> it.epoch() == 1);
  }

  @Test
  void nodeThatLeavesHandsItsShardsOver() {
    var a = joined("a", 1);
    var b = joined("b", 1);
    await().until(() -> a.owned("x") > 3 && b.owned("x") > 3);

    within(a.plane.leave());

    assertThat(a.plane.holdsLease()).isFalse();
    await().until(() -> b.owned("x") == 9 && b.plane.view().member(a.id()).isEmpty());
    assertThat(b.plane.table("x").orElseThrow().shards()).allMatch(it -> it.epoch() >= 1);
  }

  @Test
  void lastNodeMayLeaveWithItsShards() {
    var a = joined("a", 1);
    await().until(() -> a.owned("x") == 9);

    within(a.plane.leave());
    var b = joined("b", 1);

    await().until(() -> b.owned("x") == 9);
    assertThat(b.plane.table("x").orElseThrow().shards()).allMatch(it -> it.epoch() == 2);
  }

  @Test
  void nodeThatIsCutOffFencesItselfAndIsReplaced() {
    var a = joinedWithShortLease("a");
    var b = joinedWithShortLease("b");
    await().until(() -> a.owned("x") > 3 && b.owned("x") > 3);
    List<Boolean> heldWhenReplaced = new CopyOnWriteArrayList<>();
    b.plane.onChange(change -> {
      if (change instanceof Change.NewView(var view) && !view.isUp(a.id())) {
        heldWhenReplaced.add(a.plane.holdsLease());
      }
    });

    a.store.disconnect();

    await().until(() -> !a.plane.holdsLease());
    await().until(() -> b.owned("x") == 9);
    assertThat(heldWhenReplaced).isNotEmpty().containsOnly(false);
    assertThat(a.plane.isTerminated()).isFalse();
    a.store.reconnect();
    await().until(a.plane::isTerminated);
    assertThat(a.plane.holdsLease()).isFalse();
    await()
        .untilAsserted(() ->
            assertThat(b.plane.view().member(a.id()))
                .contains(new Member(a.id(), Member.Status.DOWN)));
  }

  @Test
  void outageOfTheStorePausesAllAndMovesNothing() {
    var a = joinedWithShortLease("a");
    var b = joinedWithShortLease("b");
    await().until(() -> a.owned("x") > 3 && b.owned("x") > 3);
    var before = a.plane.table("x");

    nodes.forEach(it -> it.store.disconnect());
    await().until(() -> !a.plane.holdsLease() && !b.plane.holdsLease());
    nodes.forEach(it -> it.store.reconnect());

    await().until(() -> a.plane.holdsLease() && b.plane.holdsLease());
    assertThat(a.plane.table("x")).isEqualTo(before);
    assertThat(a.plane.view().isUp(a.id()) && a.plane.view().isUp(b.id())).isTrue();
  }

  @Test
  void anotherNumberOfShardsIsRefused() {
    joined("a", 1);
    var b = start("b", 1);

    assertThatThrownBy(() -> within(b.plane.host("x", 10)))
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("'x' is divided into 9 shards in this cluster")
        .hasMessageContaining("was configured for 10");
  }

  @Test
  void moveThatTheTableDoesNotAskForIsNotCommitted() {
    var a = joined("a", 1);
    var b = joined("b", 1);
    await().until(() -> b.owned("x") > 3 && a.plane.table("x").equals(b.plane.table("x")));
    var table = a.plane.table("x").orElseThrow();
    assertThat(table.shards()).allMatch(shard -> shard.target() == null);

    for (int shard = 0; shard < 9; shard++) {
      assertThat(within(a.plane.commitMove("x", shard, table.epoch(shard), b.id()))).isFalse();
    }

    assertThat(a.plane.table("x")).contains(table);
  }

  @Test
  void commitWaitsUntilTheStoreCanBeReached() {
    var a = joined(started(PlaneNode.startWithoutMoving(shared, "a")), 3);
    var b = joined(start("b", 1), 3);
    await().until(() -> a.plane.table("x").orElseThrow().move(0) != null);

    a.store.disconnect();
    var committed = a.plane.commitMove("x", 0, 1, b.id());
    assertThat(committed).isNotDone();
    a.store.reconnect();

    assertThat(within(committed)).isTrue();
    await().until(() -> b.plane.table("x").orElseThrow().owner(0).equals(b.id()));
    assertThat(b.plane.table("x").orElseThrow().epoch(0)).isEqualTo(2);
    assertThat(within(a.plane.commitMove("x", 0, 1, b.id()))).isFalse();
  }

  @Test
  void nameInUseIsWaitedFor() {
    var first = joined("a", 1);
    var second = start("a", 1);

    var joined = second.plane.join();
    await().until(() -> !second.plane.view().equals(View.EMPTY));
    assertThat(joined).isNotDone();
    within(first.plane.leave());

    within(joined);
    assertThat(second.plane.view().members())
        .containsExactly(new Member(second.id(), Member.Status.UP));
  }

  @Test
  void nameOfADeadNodeIsTakenOver() {
    var first = joinedWithShortLease("a");

    first.plane.close();
    assertThat(first.plane.holdsLease()).isFalse();
    var second = joinedWithShortLease("a");

    await().until(() -> second.owned("x") == 9);
  }

  @Test
  void listenerHearsWhatIsKnownAndThenEachChange() {
    var a = joined("a", 1);
    await().until(() -> a.owned("x") == 9);
    List<Change> heard = new CopyOnWriteArrayList<>();

    var subscription = a.plane.onChange(heard::add);
    await().until(() -> heard.size() == 2);
    assertThat(heard)
        .containsExactly(
            new Change.NewView(a.plane.view()),
            new Change.NewTable(a.plane.table("x").orElseThrow()));
    subscription.cancel();
    joined("b", 1);
    await().until(() -> a.plane.view().members().size() == 2);

    assertThat(heard).hasSize(2);
  }

  @Test
  void nothingStaysOpenWhenAPlaneIsClosed() {
    var a = joined("a", 2);
    var hosted = a.plane.host("x", 9);

    a.plane.close();

    for (var open : List.of(hosted, a.plane.leave(), a.plane.host("y", 1))) {
      assertThatThrownBy(() -> within(open)).hasMessageContaining("is closed");
    }
  }
}
